"""Following a grading while it runs, and stopping it."""

import threading
from pathlib import Path

import pytest

from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.verdict import CaseVerdict, Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

IDENTITY = "def f(x):\n    return x\n"
WAITS_ON_THE_SECOND = "import time\ndef f(x):\n    time.sleep(60 * (x == 2))\n    return x\n"


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    cases = [case(f"case {number}", x=float(number)) for number in (1, 2, 3)]
    return package(tmp_path, IDENTITY, accept=["python"], cases=cases)


@pytest.mark.parametrize(
    "source",
    [
        IDENTITY,
        "def f(x):\n    return x + (x == 2)\n",
        "import os\ndef f(x):\n    return x if x < 2 else os._exit(1)\n",
        "raise ValueError\n",
    ],
    ids=["accepted", "wrong answer", "ended early", "not loaded"],
)
def test_each_case_is_told_as_the_verdict_will_say(
    judge: Judge, problem: Problem, source: str
) -> None:
    told: dict[int, CaseVerdict] = {}
    verdict = judge.grade(problem, source, on_case=told.__setitem__)
    assert list(told) == [0, 1, 2]
    assert tuple(told.values()) == verdict.cases


def test_a_case_is_told_before_the_last_has_run(judge: Judge, problem: Problem) -> None:
    told = threading.Event()
    stop = CancellationToken()

    def on_case(index: int, verdict: CaseVerdict) -> None:
        assert (index, verdict.verdict) == (0, Outcome.ACCEPTED)
        told.set()
        stop.request()

    # The reference's outputs are there once it has been judged before.
    judge.grade(problem, IDENTITY, seed=5)
    with pytest.raises(GradingCancelledError):
        judge.grade(problem, WAITS_ON_THE_SECOND, seed=5, on_case=on_case, stop=stop)
    assert told.is_set()


def test_what_was_stopped_before_does_not_begin(judge: Judge, problem: Problem) -> None:
    stop = CancellationToken()
    stop.request()
    with pytest.raises(GradingCancelledError):
        judge.grade(problem, IDENTITY, stop=stop)


def test_a_stop_takes_nothing_from_others(judge: Judge, problem: Problem) -> None:
    stop = CancellationToken()
    timer = threading.Timer(0.5, stop.request)
    timer.start()
    with pytest.raises(GradingCancelledError):
        judge.grade(problem, "while True: pass\n", stop=stop)
    assert judge.grade(problem, IDENTITY).verdict is Outcome.ACCEPTED
