"""Turning a submission's results into its verdict: no process is touched here.

Cases after the one that ended the run are skipped (`graders.execution.run_cases` ends it).
"""

from collections.abc import Callable, Mapping, Sequence

from graders.comparison import explanation
from graders.comparison.compare import compare
from graders.comparison.display import shown_arguments
from graders.core.reasons import running
from graders.core.reasons.outputs import AsExpected, CheckerRefused, OutputReason
from graders.core.reasons.reason import Reason
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Comparison, Outcome
from graders.core.verdict_bounds import STDERR_BYTES, STDOUT_BYTES, cut
from graders.execution.endings import error_report, explain_raised, explain_stop
from graders.execution.run_cases import Execution
from graders.grading import hidden_cases
from graders.grading.size_allowance import Allowance
from graders.problem.cases import Case
from graders.problem.comparators import Custom
from graders.problem.spec import ProblemSpec
from graders.sandbox.outcomes import Call, Raised, Unreadable

# After these, the process is gone, or was too starved to be asked for more.
_ENDING = {
    Outcome.TIME_LIMIT_EXCEEDED,
    Outcome.MEMORY_LIMIT_EXCEEDED,
    Outcome.OUTPUT_LIMIT_EXCEEDED,
}
_NOT_FAILED = (Outcome.ACCEPTED, Outcome.COMPLETED, Outcome.SKIPPED)


class CaseReports:
    """The verdicts on the cases of one submission, each made as soon as possible."""

    def __init__(
        self,
        cases: Sequence[Case],
        spec: ProblemSpec,
        source: str,
        on_case: Callable[[int, CaseVerdict], None] | None = None,
    ) -> None:
        """Prepare to report; `on_case` is called with each case's index and verdict.

        It is called for the first cases again if the submission is run again.
        """
        self._cases = cases
        self._spec = spec
        self._source = source
        self._on_case = on_case
        self._execution: Execution | None = None
        self._verdicts: list[CaseVerdict] = []
        self._allowance = Allowance(len(cases))
        self._over = False

    def update(
        self,
        execution: Execution,
        expected: Sequence[Value | None],
        refusals: Mapping[int, str] | None = None,
    ) -> None:
        """Report new answers; the expected output is None for a case that is only run.

        `refusals` are the indices of cases whose output the problem's checker refused, and why;
        None means that it has not been asked yet.
        """
        if execution is not self._execution:
            self._execution, self._verdicts = execution, []
            self._allowance = Allowance(len(self._cases))
            self._over = execution.loading is not None
        for index in range(len(self._verdicts), len(execution.calls)):
            if self._over:
                return
            case, call = self._cases[index], execution.calls[index]
            # A submission chooses when a secret case ends, so these are all reported at the end.
            if refusals is None and (case.is_secret or isinstance(case.tolerance, Custom)):
                return
            refusal = (refusals or {}).get(index, "")
            verdict = _judge_call(call, case, expected[index], self._spec, self._source, refusal)
            self._over = verdict.verdict in _ENDING
            self._add(verdict)

    def finish(
        self,
        execution: Execution,
        expected: Sequence[Value | None],
        refusals: Mapping[int, str] | None = None,
    ) -> tuple[CaseVerdict, ...]:
        """The verdict on each case, including those that did not run.

        `refusals` are as in `update`; None if the checker has none.
        """
        self.update(execution, expected, refusals or {})
        while (index := len(self._verdicts)) < len(self._cases):
            case = self._cases[index]
            if self._over or execution.stopped is None:
                self._add(_case_verdict(case, Outcome.SKIPPED, running.NotRun()))
                continue
            outcome, reason = explain_stop(execution.stopped, self._spec.limits)
            if case.is_secret and outcome is Outcome.RUNTIME_ERROR:
                reason = running.ProcessEnded(exit_code=None)  # It could choose its exit code.
            printed = hidden_cases.printed(case, execution.stopped.stdout, execution.stopped.stderr)
            self._add(_case_verdict(case, outcome, reason, **printed))
            self._over = True
        return tuple(self._verdicts)

    def _add(self, verdict: CaseVerdict) -> None:
        index = len(self._verdicts)
        if index == 0 and verdict.visibility == "sample" and self._execution is not None:
            # Text printed while the file was loaded goes to the first case.
            verdict = verdict.model_copy(
                update={
                    "stdout": cut(self._execution.loading_stdout + verdict.stdout, STDOUT_BYTES),
                    "stderr": cut(self._execution.loading_stderr + verdict.stderr, STDERR_BYTES),
                }
            )
        verdict = self._allowance.told(verdict)
        self._verdicts.append(verdict)
        if self._on_case is not None:
            self._on_case(index, verdict)


def _judge_call(
    call: Call, case: Case, expected: Value | None, spec: ProblemSpec, source: str, refusal: str
) -> CaseVerdict:
    measured = {
        **hidden_cases.times(case, call),
        **hidden_cases.printed(case, call.stdout, call.stderr),
        **hidden_cases.outputs(case, call.answer, expected),
    }
    match call.answer:
        case Raised() as raised:
            outcome, reason = explain_raised(raised, spec.limits)
            error = None if case.is_secret else error_report(raised, source)
            if case.is_secret and outcome is Outcome.RUNTIME_ERROR:
                reason = running.ExceptionRaised()
            return _case_verdict(case, outcome, reason, error=error, **measured)
        case Unreadable(what):
            reason = running.ObjectReturned() if case.is_secret else _unreadable(what)
            return _case_verdict(case, Outcome.WRONG_ANSWER, reason, **measured)
        case value:
            if expected is None:
                reason = running.NothingToCompare()
                return _case_verdict(case, Outcome.COMPLETED, reason, **measured)
            comparison, difference = compare(expected, value, case.tolerance, spec.accept)
    if refusal and difference is None:
        comparison = comparison.model_copy(update={"kind": "values"})
        difference = CheckerRefused(refusal)
    comparison, difference = hidden_cases.compared(case, comparison, difference)
    return _compared(case, difference, comparison, measured)


def _compared(
    case: Case,
    difference: OutputReason | None,
    comparison: Comparison,
    measured: Mapping[str, object],
) -> CaseVerdict:
    """The verdict by the comparison as it is shown."""
    outcome: Outcome = Outcome.ACCEPTED
    reason: Reason = AsExpected()
    if difference is not None:
        outcome, reason = Outcome.WRONG_ANSWER, explanation.measured(difference, comparison)
    return _case_verdict(case, outcome, reason, comparison=comparison, **measured)


def _unreadable(what: str) -> Reason:
    kind, _, type_name = what.partition(" of type ")
    match kind:
        case "an object":
            return running.ObjectReturned(type_name)
        case "an nnx.Module":
            return running.ModuleReturned(type_name)
    return running.UnreadableReturned(what)


def _case_verdict(case: Case, outcome: Outcome, reason: Reason, **fields: object) -> CaseVerdict:
    arguments = None
    if case.visibility == "sample":
        arguments = shown_arguments(case.arguments)
    return CaseVerdict.model_validate(
        {
            "name": case.name,
            "visibility": case.visibility,
            "verdict": outcome,
            **reason.told,
            "author_message": None if outcome in _NOT_FAILED else case.message,
            "weight": case.weight,
            "arguments": arguments,
            **fields,
        }
    )
