"""Judging what a problem demands besides the outputs: a verdict has a result for each demand.

Demands on time, memory and compilations are judged by `graders.feedback.measured_demands`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graders.core.cancellation import CancellationToken
from graders.core.reasons import judging
from graders.core.reasons.reason import Reason
from graders.core.verdict import CaseVerdict, Hint, Outcome, Remark, Verdict
from graders.feedback.measured_demands import MeasuredDemands
from graders.feedback.remarks import Remarks
from graders.grading.grade import because
from graders.grading.names_used import NamesUsed, names_used
from graders.problem.demands import Demand
from graders.problem.package import Problem

# After other outcomes, nothing says what the submission would have done.
_JUDGED = (Outcome.ACCEPTED, Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)


class Demands:
    """Judges demands. Methods may be called from any thread."""

    def __init__(self, remarks: Remarks, measured: MeasuredDemands) -> None:
        self._remarks = remarks
        self._measured = measured

    def judge(
        self,
        problem: Problem,
        source: str,
        verdict: Verdict,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        """The verdict with the problem's demands: one that is not met fails the submission.

        Its score is still that of the cases alone.

        Args:
            problem: the problem.
            source: the text that was judged.
            verdict: on the cases alone.
            on_case: called with the index and the result of each demand.
            stop: cancels the runs that look for what is forbidden, and that measure.

        Raises:
            ProblemCodeError: a generator failed, or the reference when it was measured.
            SandboxFailureError: the sandbox failed.
            GradingCancelledError: `stop` was requested.
        """
        demands = problem.spec.all_demands
        if not demands or not verdict.cases:
            return verdict
        remarks: Sequence[Remark] = ()
        exceeded: Mapping[str, Reason] = {}
        # They take more runs, which only an accepted submission is worth.
        if can_run := verdict.verdict is Outcome.ACCEPTED:
            kinds = [each.forbid for each in demands if each.forbid is not None]
            remarks = self._remarks.find(problem, source, kinds, stop=stop) if kinds else ()
            measured = [each for each in demands if each.is_measured]
            exceeded = self._measured.find_failures(problem, source, verdict.seed, measured, stop)
        used = names_used(source) if any(d.reads_the_source for d in demands) else NamesUsed()
        results: list[CaseVerdict] = []
        for demand in demands:
            if verdict.verdict not in _JUDGED or not (can_run or demand.reads_the_source):
                result = _result(demand, Outcome.SKIPPED, judging.NotJudged())
            elif failure := exceeded.get(demand.name) or _failure(demand, used, remarks):
                result = _result(demand, Outcome.WRONG_ANSWER, failure)
            else:
                result = _result(demand, Outcome.ACCEPTED, judging.Met())
            if on_case is not None:
                on_case(len(verdict.cases) + len(results), result)
            results.append(result)
        verdict = _with_results(verdict, results)
        failed = [
            (demand, result)
            for demand, result in zip(demands, results, strict=True)
            if result.verdict is Outcome.WRONG_ANSWER
        ]
        if not failed or verdict.verdict is not Outcome.ACCEPTED:
            return verdict
        first = failed[0][1]
        return verdict.model_copy(
            update={
                "verdict": Outcome.WRONG_ANSWER,
                **judging.DemandNotMet(first.name, because(first)).told,
                "hints": tuple(_hint(problem, demand, result) for demand, result in failed),
                "remarks": tuple(remarks),
            }
        )


def _failure(demand: Demand, used: NamesUsed, remarks: Sequence[Remark]) -> Reason | None:
    """Why the demand is not met; None if it is."""
    if demand.uses is not None and used.first_of(demand.uses) is None:
        return judging.NameNotUsed(tuple(demand.uses))
    if demand.avoids is not None and (name := used.first_of(demand.avoids)) is not None:
        return judging.NameUsed(name)
    for remark in remarks:
        if remark.kind == demand.forbid:
            return judging.Remarked(remark.kind, remark.text)
    return None


def _result(demand: Demand, outcome: Outcome, reason: Reason) -> CaseVerdict:
    return CaseVerdict(
        name=demand.name,
        visibility="sample",
        verdict=outcome,
        **reason.told,
        author_message=demand.message if outcome is Outcome.WRONG_ANSWER else None,
        weight=demand.weight,
        time_ms=None,
        cpu_ms=None,
    )


def _with_results(verdict: Verdict, results: Sequence[CaseVerdict]) -> Verdict:
    passed = sum(result.verdict is Outcome.ACCEPTED for result in results)
    told: dict[str, Any] = {}
    if verdict.verdict is Outcome.ACCEPTED:
        told = judging.AllPassedAndMet(len(verdict.cases)).told
    return verdict.model_copy(
        update={
            "cases": (*verdict.cases, *results),
            "passed": verdict.passed + passed,
            **told,
        }
    )


def _hint(problem: Problem, demand: Demand, result: CaseVerdict) -> Hint:
    """The hint of the wrong example that is named like the demand, or the result's message."""
    title, text = demand.name, demand.message or result.message
    for example in problem.submissions:
        if example.mistake == demand.mistake and example.hint is not None:
            title, text = example.title, example.hint
    return Hint(mistake=demand.mistake, title=title, text=text, cases=(demand.name,))
