"""What is told of a run while it lasts, where a fork's answers may not hold."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest

from graders.cases import draw_cases
from graders.execution import Execution
from graders.problem import Problem
from graders.roads import Roads
from graders.sandbox.outcomes import Call, NotReplayableError, Raised
from graders.values import Value, number
from tests.graders.packages import case, package

REFUSED = Raised("run", "PermissionError", "not allowed", 2)


class ScriptedRun:
    """Answers a case with what stands at its place; an exception there is raised."""

    time_ms = cpu_ms = memory_mb = 0.0

    def __init__(self, *answers: Value | Raised | NotReplayableError) -> None:
        self._answers = iter(answers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def start(self) -> Self:
        return self

    def load(self, *_: object, **__: object) -> tuple[None, str, str]:
        return None, "", ""

    def calls(self, calls: Iterable[object]) -> Iterator[Call]:
        for _ in calls:
            answer = next(self._answers)
            if isinstance(answer, NotReplayableError):
                raise answer
            yield Call(answer, 0.0, 0.0, "", "")


class ScriptedPool:
    """Has a template that forks one run, and a spare."""

    def __init__(self, fork: ScriptedRun, spare: ScriptedRun) -> None:
        self._fork = fork
        self._spare = spare

    def template(self, *_: object) -> ScriptedRun:
        return self._fork

    def take_spare(self, _: object) -> ScriptedRun:
        return self._spare


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    cases = [case(f"case {n}", x=float(n)) for n in (1, 2, 3)]
    return package(tmp_path, "def f(x):\n    return x\n", accept=["python"], cases=cases)


def told(problem: Problem, fork: ScriptedRun, spare: ScriptedRun) -> list[list[Any]]:
    """The answers that were there at each telling."""
    tellings: list[list[Any]] = []

    def on_call(execution: Execution) -> None:
        tellings.append([call.answer for call in execution.calls])

    roads = Roads(None, ScriptedPool(fork, spare))  # type: ignore[arg-type]
    cases = draw_cases(problem.spec, 0)
    roads.execute(problem, "submission", "", cases, on_call=on_call)
    return tellings


def test_each_answer_of_a_fork_is_told(problem: Problem) -> None:
    one, two, three = (number(float(n)) for n in range(3))
    tellings = told(problem, ScriptedRun(one, two, three), ScriptedRun())
    assert tellings == [[one], [one, two], [one, two, three]]


def test_nothing_is_told_from_a_doubtful_answer_on(problem: Problem) -> None:
    one, two, three = (number(float(n)) for n in range(3))
    tellings = told(problem, ScriptedRun(one, REFUSED, three), ScriptedRun(one, two, three))
    assert tellings == [[one], [one], [one, two], [one, two, three]]


def test_a_run_that_can_not_be_replayed_is_told_anew(problem: Problem) -> None:
    one, two, three = (number(float(n)) for n in range(3))
    tellings = told(problem, ScriptedRun(one, NotReplayableError()), ScriptedRun(one, two, three))
    assert tellings == [[one], [one], [one, two], [one, two, three]]
