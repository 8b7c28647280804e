"""A fork that ends as only a fork may: its source runs again in a fresh process, once."""

import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from graders.core.values import Value, number
from graders.execution.run_cases import Execution
from graders.execution.strategies import Strategies
from graders.problem.cases import draw_cases
from graders.problem.package import Problem
from graders.sandbox.outcomes import Call, Limit, LimitExceededError, ProcessEndedError
from graders.sandbox.programs import ProgramText
from tests.graders.packages import case, package

CRASH = ProcessEndedError(signal.SIGABRT, None)


class ScriptedRun:
    """Answers a case with what stands at its place; an exception there is raised."""

    memory_mb = 0.0
    memory_nearly_exhausted = False
    taken: ClassVar[list[str]] = []
    missed: ClassVar[list[ProgramText]] = []

    def __init__(self, *answers: Value | Exception, time_ms: float = 1.0, cpu_ms: float = 1.0):
        self._answers = iter(answers)
        self.time_ms, self.cpu_ms = time_ms, cpu_ms

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def start(self) -> Self:
        return self

    def offer(self, _: object) -> None:
        pass

    def load(self, *_: object, **__: object) -> tuple[None, str, str]:
        return None, "", ""

    def calls(self, calls: Iterable[object]) -> Iterator[Call]:
        for _ in calls:
            answer = next(self._answers)
            if isinstance(answer, Exception):
                raise answer
            yield Call(answer, 0.0, 0.0, "", "")

    def printed_before_the_end(self) -> tuple[str, str]:
        return "", ""


class ScriptedPool:
    """Has a template that forks one run."""

    def __init__(self, fork: ScriptedRun) -> None:
        self._fork = fork

    def template(self, *_: object) -> ScriptedRun:
        return self._fork


class ScriptedMaker:
    """Has compiled nothing."""

    def programs(self, *_: object) -> None:
        return None


class ScriptedSandbox:
    """Starts one fresh process."""

    def __init__(self, fresh: ScriptedRun) -> None:
        self._fresh = fresh

    def start(self, *_: object) -> ScriptedRun:
        return self._fresh


class NothingLearned:
    """Has no programs to offer, and notes none."""

    def find(self, _: Problem, __: str) -> None:
        return None

    def note(self, _: Problem, missed: list[ProgramText], used: list[str]) -> None:
        assert not missed + used


@pytest.fixture
def problem(tmp_path: Path) -> Problem:
    cases = [case(f"case {n}", x=float(n)) for n in (1, 2, 3)]
    return package(tmp_path, "def f(x):\n    return x\n", accept=["python"], cases=cases)


def run(
    problem: Problem, fork: ScriptedRun, fresh: ScriptedRun
) -> tuple[list[list[Any]], dict[str, int]]:
    """The answers that were there at each telling, and what was counted."""
    tellings: list[list[Any]] = []

    def on_call(execution: Execution) -> None:
        tellings.append([call.answer for call in execution.calls])

    learned = NothingLearned()
    parts = (ScriptedSandbox(fresh), ScriptedMaker(), ScriptedPool(fork), learned, learned)
    strategies = Strategies(*parts)  # type: ignore[arg-type]
    cases = draw_cases(problem.spec, 0)
    strategies.execute(problem, "submission", "", cases, on_call=on_call)
    return tellings, dict(strategies.counts)


ONE, TWO, THREE = (number(float(n)) for n in range(3))
ALL = [[ONE], [ONE, TWO], [ONE, TWO, THREE]]


def test_each_answer_of_a_fork_is_told(problem: Problem) -> None:
    tellings, counts = run(problem, ScriptedRun(ONE, TWO, THREE), ScriptedRun())
    assert tellings == ALL
    assert counts == {"fork": 1}


def test_a_fork_that_crashes_is_told_anew_by_a_fresh_process(problem: Problem) -> None:
    tellings, counts = run(problem, ScriptedRun(ONE, CRASH), ScriptedRun(ONE, TWO, THREE))
    assert tellings == [[ONE], *ALL]
    assert counts == {"fork_doubted": 1, "fresh": 1}


def test_a_fork_that_waits_until_its_limit_runs_again(problem: Problem) -> None:
    waiting = ScriptedRun(ONE, LimitExceededError(Limit.WALL), time_ms=10_000.0, cpu_ms=2_000.0)
    _, counts = run(problem, waiting, ScriptedRun(ONE, TWO, THREE))
    assert counts == {"fork_doubted": 1, "fresh": 1}


@pytest.mark.parametrize("limit", [Limit.WALL, Limit.CPU])
def test_a_fork_that_computes_until_its_limit_does_not_run_again(
    limit: Limit, problem: Problem
) -> None:
    busy = ScriptedRun(ONE, LimitExceededError(limit), time_ms=10_000.0, cpu_ms=9_900.0)
    _, counts = run(problem, busy, ScriptedRun())
    assert counts == {"fork": 1, f"killed_{limit.name.lower()}": 1}


def test_what_a_fresh_process_gives_is_final(problem: Problem) -> None:
    tellings, counts = run(problem, ScriptedRun(CRASH), ScriptedRun(ONE, CRASH))
    assert tellings == [[ONE]]
    assert counts == {"fork_doubted": 1, "fresh": 1}
