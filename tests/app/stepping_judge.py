"""A judge that finishes each case when the test says so."""

import queue
from collections.abc import Callable

from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.verdict import CaseVerdict, Outcome, Verdict
from graders.problem.package import Problem
from tests.app.scripted_judge import ScriptedJudge


class SteppingJudge(ScriptedJudge):
    """Every submission has the cases `case 0`, `case 1` and so on, as many as its problem."""

    def __init__(self) -> None:
        super().__init__()
        self._steps: queue.Queue[int | None] = queue.Queue()

    def finish_case(self, index: int) -> None:
        self._steps.put(index)

    def finish(self) -> None:
        """Let the verdict come, with the cases that have not been told of."""
        self._steps.put(None)

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None,
        submission_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
        stop: CancellationToken | None = None,
    ) -> Verdict:
        verdict = super().grade(problem, source, seed=seed, submission_id=submission_id)
        cases = tuple(case_verdict(index) for index in range(problem.spec.case_count))
        while (index := self._next(stop)) is not None:
            assert on_case is not None
            on_case(index, cases[index])
        outcome = Outcome.JUDGE_ERROR if self.closed else Outcome.ACCEPTED
        update = {"cases": cases, "total": len(cases), "passed": len(cases), "verdict": outcome}
        return verdict.model_copy(update=update)

    def _next(self, stop: CancellationToken | None) -> int | None:
        while not self.closed:
            if stop is not None and stop.is_requested:
                raise GradingCancelledError
            try:
                return self._steps.get(timeout=0.01)
            except queue.Empty:
                continue
        return None


def case_verdict(index: int) -> CaseVerdict:
    return CaseVerdict(
        name=f"case {index}", visibility="sample", verdict=Outcome.ACCEPTED, message=""
    )
