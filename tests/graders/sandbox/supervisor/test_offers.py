"""A process asks for programs instead of compiling them, and tells what the judge had not."""

import pytest

from graders.core.harness import Harness
from graders.core.limits import Limits
from graders.core.values import Array, encode, number
from graders.sandbox import frames
from graders.sandbox.outcomes import ForgedFrameError
from graders.sandbox.programs import PROGRAM_TEXT_BYTES, ProgramText
from graders.sandbox.supervisor import run as supervised
from graders.sandbox.supervisor.sandbox import Sandbox
from tests.graders.wire import run_that_gets

VALUE, BODY = encode(number(2.0))
ANSWER = frames.pack({"value": VALUE}, BODY)
HARNESS = Harness.calling("f")
ASKING = [frames.pack({"wanted": "a"}), frames.pack({"wanted": "b"})]
MISSED = frames.pack({"missed": b"options".hex()}, b"text")


def nothing(_: str) -> None:
    """Have no program."""


def test_it_gets_what_is_offered_and_then_answers() -> None:
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.offer({"a": b"program"}.get)
        run.load("", HARNESS)
        answer = run.call({}, None).answer
        assert isinstance(answer, Array)
        assert answer.data == 2.0
        assert run.taken == ["a"]
        assert run.missed == []


def test_from_what_is_secret_on_nothing_is_noted() -> None:
    with run_that_gets([*ASKING, MISSED, ANSWER], Limits()) as run:
        run.offer({"a": b"program"}.get)
        run.load("", HARNESS)
        run.note_no_more()
        assert isinstance(run.call({}, None).answer, Array)
        assert not run.taken
        assert not run.missed


def test_without_an_offer_it_may_not_ask() -> None:
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.load("", HARNESS)
        with pytest.raises(ForgedFrameError):
            run.call({}, None)


def test_it_may_not_ask_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervised, "_MOST_WANTED", 1)
    with run_that_gets([*ASKING, ANSWER], Limits()) as run:
        run.offer({"a": b"program"}.get)
        run.load("", HARNESS)
        with pytest.raises(ForgedFrameError):
            run.call({}, None)


def test_what_was_not_offered_is_noted() -> None:
    with run_that_gets([*ASKING, MISSED, ANSWER], Limits()) as run:
        run.offer({"a": b"program"}.get)
        run.load("", HARNESS)
        assert isinstance(run.call({}, None).answer, Array)
        assert run.missed == [ProgramText(b"text", b"options")]


@pytest.mark.parametrize(
    "told",
    [
        pytest.param([MISSED], id="nothing was asked for"),
        pytest.param([frames.pack({"wanted": "0" * 65})], id="a long key"),
        pytest.param([frames.pack({"wanted": "a"}, b"more")], id="a key with a body"),
        pytest.param([ASKING[0], MISSED, MISSED], id="twice"),
        pytest.param([ASKING[0], frames.pack({"missed": "no bytes"}, b"text")], id="its options"),
        pytest.param(
            [ASKING[0], frames.pack({"missed": "0" * 20_002}, b"text")], id="many options"
        ),
        pytest.param(
            [ASKING[0], frames.pack({"missed": ""}, b" " * (PROGRAM_TEXT_BYTES + 1))], id="too long"
        ),
    ],
)
def test_who_tells_what_no_process_would_is_ended(told: list[bytes]) -> None:
    with run_that_gets([*told, ANSWER], Limits()) as run:
        run.offer(nothing)
        run.load("", HARNESS)
        with pytest.raises(ForgedFrameError):
            run.call({}, None)


def test_of_many_the_first_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervised, "_MOST_MISSED", 1)
    other = frames.pack({"missed": ""}, b"other")
    with run_that_gets([*ASKING, MISSED, other, ANSWER], Limits()) as run:
        run.offer(nothing)
        run.load("", HARNESS)
        assert isinstance(run.call({}, None).answer, Array)
        assert run.missed == [ProgramText(b"text", b"options")]


# It asks, and gives the question up before it has read the answer.
GIVES_UP = """
import os
from graders.sandbox import frames

def f(x):
    os.write(4, frames.pack({"wanted": "a"}))
    return x
"""


def test_an_answer_that_nobody_waits_for_spoils_no_later_message(sandbox: Sandbox) -> None:
    # More than a pipe takes at once.
    program = bytes(2**20)
    with sandbox.start(Limits()) as run:
        run.offer({"a": program}.get)
        run.load(GIVES_UP, HARNESS)
        calls = list(run.calls([({"x": number(each)}, None) for each in (1.0, 2.0, 3.0)]))
    answers = [call.answer for call in calls]
    assert [each.data for each in answers if isinstance(each, Array)] == [1.0, 2.0, 3.0]
