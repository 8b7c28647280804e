"""A process asks for programs instead of compiling them."""

import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array, encode, number
from graders.sandbox import frames
from graders.sandbox.outcomes import ForgedFrameError
from graders.sandbox.supervisor import run as supervised
from tests.graders.wire import run_that_gets

VALUE, BODY = encode(number(2.0))
ANSWER = frames.pack({"value": VALUE}, BODY)
HARNESS = Harness.calling("f")
ASKING = [frames.pack({"wanted": "a"}), frames.pack({"wanted": "b"})]


def test_it_gets_what_is_offered_and_then_answers() -> None:
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.offer({"a": b"program"})
        run.load("", HARNESS)
        answer = run.call({}, None).answer
        assert isinstance(answer, Array)
        assert answer.data == 2.0
        assert run.taken == 1


def test_without_an_offer_it_may_not_ask() -> None:
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.load("", HARNESS)
        with pytest.raises(ForgedFrameError):
            run.call({}, None)


def test_it_may_not_ask_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervised, "_MOST_WANTED", 1)
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.offer({"a": b"program"})
        run.load("", HARNESS)
        with pytest.raises(ForgedFrameError):
            run.call({}, None)
