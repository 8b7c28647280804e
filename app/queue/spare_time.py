"""Judging in the time that learners' submissions leave."""

import threading
from collections.abc import Callable, Sequence

from app.grader import Grader
from graders.cancellation import GradingCancelledError, Stop
from graders.faults import Fault
from graders.problem import Problem
from graders.verdict import Verdict

_LOOK_S = 0.05


class SpareTimeJudge:
    """One grading at a time, each begun while no submission waits and a slot is free.

    Fits `graders.examples.Grader`. A submission that comes meanwhile shares the machine with that
    one grading, and waits for none.
    """

    def __init__(self, judge: Grader, has_time: Callable[[], bool], stop: Stop) -> None:
        self._judge = judge
        self._has_time = has_time
        self._stop = stop
        self._one_at_a_time = threading.Lock()
        self._wait = threading.Event()

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        """Judge one submission.

        Raises:
            GradingCancelledError: it was stopped.
        """
        with self._one_at_a_time:
            self._wait_for_time()
            return self._judge.grade(
                problem, source, seed=seed, submission_id=None, on_case=None, stop=self._stop
            )

    def find_faults(self, problem: Problem, seed: int) -> Sequence[Fault]:
        """What the problem's own code shows to be wrong with it.

        Raises:
            GradingCancelledError: it was stopped.
            SandboxFailureError: the sandbox failed.
        """
        with self._one_at_a_time:
            self._wait_for_time()
            return self._judge.find_faults(problem, seed)

    def _wait_for_time(self) -> None:
        while not self._has_time():
            if self._stop.is_requested:
                break
            self._wait.wait(_LOOK_S)
        if self._stop.is_requested:
            raise GradingCancelledError
