"""Idle work: judging in the time that learners' submissions leave."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from app.worker.grader import Grader
from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.values import Value
from graders.core.verdict import Verdict
from graders.execution.problem_code import Answer
from graders.execution.run_cases import Execution
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled
from graders.verification.problem_faults import Fault

_LOOK_S = 0.05


class IdleJudge:
    """Runs one grading at a time, each started while no submission waits and a slot is free.

    Matches `graders.verification.subject.Judge`; every method raises `GradingCancelledError` once
    stopped. A submission that arrives during a grading shares the machine with it, and does not
    wait for it.
    """

    def __init__(
        self, judge: Grader, has_time: Callable[[], bool], stop: CancellationToken
    ) -> None:
        self._judge = judge
        self._has_time = has_time
        self._stop = stop
        self._one_at_a_time = threading.Lock()
        self._wait = threading.Event()

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        """Judge one submission."""
        with self._turn():
            return self._judge.grade(
                problem, source, seed=seed, submission_id=None, on_case=None, stop=self._stop
            )

    def warm(self, problem: Problem) -> None:
        """Warm nothing: what learners use stays warm."""

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that the seed draws."""
        with self._turn():
            return self._judge.cases(problem, seed)

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:
        """The faults that the problem's own code shows."""
        with self._turn():
            return self._judge.find_faults(problem, seed)

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...] | None:
        """What a source compiles and the problem's warm-up does not; None if it is not known."""
        with self._turn():
            return self._judge.compiled_beyond_warm_up(problem, source)

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        """The reference's outputs on the cases that the seed draws."""
        with self._turn():
            return self._judge.expected_outputs(problem, seed)

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        """Run a variant of the reference."""
        with self._turn():
            return self._judge.execute_as_reference(problem, source, cases)

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        """The reasons why the problem's checker refuses answers, by index."""
        with self._turn():
            return self._judge.find_refusals(problem, cases, answers, expected)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        with self._one_at_a_time:
            self._wait_for_time()
            yield

    def _wait_for_time(self) -> None:
        while not self._has_time():
            if self._stop.is_requested:
                break
            self._wait.wait(_LOOK_S)
        if self._stop.is_requested:
            raise GradingCancelledError
