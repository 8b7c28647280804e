"""Adding to a verdict after it is final, so that nobody waits for it."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

from graders.core.cancellation import CancellationToken
from graders.core.verdict import CaseVerdict, Outcome, Verdict
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.strategies import Strategies
from graders.feedback.remarks import Remarks
from graders.feedback.reproducer import reproducer
from graders.feedback.shrink import SmallestInput
from graders.problem.package import Problem

# Other outcomes end early, by a limit that a review would hit again.
_REVIEWED = (Outcome.ACCEPTED, Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)
_MOST_REPRODUCERS = 5


def can_be_reviewed(verdict: Verdict) -> bool:
    """Whether a review may add anything to a verdict."""
    return verdict.verdict in _REVIEWED and verdict.error is None


class Reviewer:
    """Reviews verdicts. Methods may be called from any thread."""

    def __init__(self, strategies: Strategies, expected: ExpectedOutputs, remarks: Remarks) -> None:
        self._expected = expected
        self._remarks = remarks
        self._smallest = SmallestInput(strategies)

    def review(
        self, problem: Problem, source: str, verdict: Verdict, stop: CancellationToken | None
    ) -> Verdict:
        """The verdict with `smallest`, `remarks` and the samples' `reproducer`; see `Judge`.

        Raises:
            SandboxFailureError: the sandbox failed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """
        if not can_be_reviewed(verdict):
            return verdict
        # Without those of demands, which come last and have no arguments.
        results = verdict.cases[: problem.spec.case_count]
        # Meanwhile, the search for the smallest input uses no more than one process at a time.
        with ThreadPoolExecutor(1, "remarks") as beside:
            remarking = beside.submit(self._remarks.find, problem, source, stop=stop)
            if any(case.verdict is not Outcome.ACCEPTED for case in results):
                of_calls = verdict.model_copy(update={"cases": results})
                verdict = self._with_reproducers(problem, verdict, results)
                if problem.spec.feedback.smallest_input:
                    smallest = self._smallest.find(problem, source, of_calls, stop=stop)
                    verdict = verdict.model_copy(update={"smallest": smallest})
        return verdict.model_copy(update={"remarks": remarking.result()})

    def _with_reproducers(
        self, problem: Problem, verdict: Verdict, results: Sequence[CaseVerdict]
    ) -> Verdict:
        cases = self._expected.cases(problem, verdict.seed)
        expected = self._expected.outputs(problem, verdict.seed, cases)
        failing = (
            index
            for index, case in enumerate(results)
            if case.visibility == "sample"
            and case.verdict in (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)
        )
        judged: list[CaseVerdict] = list(verdict.cases)
        for index in islice(failing, _MOST_REPRODUCERS):
            what = f"The case {judged[index].name!r}, which the submission fails."
            script = reproducer(problem, cases[index], expected[index], what, verdict.seed)
            judged[index] = judged[index].model_copy(update={"reproducer": script})
        return verdict.model_copy(update={"cases": tuple(judged)})
