"""Grading in one try: run the submission and the reference on the same cases, and compare."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import TypeVar

from graders.core.cancellation import CancellationToken
from graders.core.reasons.judging import AllPassed, CaseFailed
from graders.core.reasons.reason import Because, Reason
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Environment, ErrorReport, Hint, Outcome, Verdict
from graders.execution.checker import find_refusals
from graders.execution.endings import report_loading
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.run_cases import Execution
from graders.execution.strategies import Strategies
from graders.grading.case_verdicts import CaseReports
from graders.grading.known_mistakes import KnownMistakes
from graders.grading.likeness import likeness
from graders.grading.mistake_matching import behaviour
from graders.grading.score import share
from graders.problem.cases import Case
from graders.problem.examples import HINTED
from graders.problem.package import Problem

_Outputs = TypeVar("_Outputs", bound=Sequence[Value | None])


class Grading:
    """Judges a submission in one try; a sandbox failure is an exception."""

    def __init__(
        self,
        strategies: Strategies,
        expected: ExpectedOutputs,
        mistakes: KnownMistakes,
        expecting: Executor,
        environment: Environment,
    ) -> None:
        """Use the judge's own parts; `expecting` computes the reference's outputs concurrently."""
        self._strategies = strategies
        self._expected = expected
        self._mistakes = mistakes
        self._expecting = expecting
        self._environment = environment

    def grade(
        self,
        problem: Problem,
        source: str,
        seed: int,
        identity: Mapping[str, object],
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        """Judge a submission on the cases that the seed draws; see `graders.judge.Judge.grade`.

        Args:
            problem: the problem to solve.
            source: the text of the submitted file.
            seed: draws the cases.
            identity: see `verdict_of`.
            on_case: called with each case's index and verdict as it finishes.
            stop: cancels the grading.

        Raises:
            SandboxFailureError: the sandbox failed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """
        cases = self._expected.cases(problem, seed)
        expected = self._expecting.submit(self._expected.outputs, problem, seed, cases)
        execution, verdicts = run_and_compare(
            self._strategies, problem, source, cases, expected, on_case, stop
        )
        ended = report_loading(execution, source, problem.spec.limits) or _summary(verdicts)
        hints = self._mistakes.hints(
            problem, seed, source, execution, cases, expected.result(), verdicts, ended[0], stop
        )
        verdict = verdict_of(identity, self._environment, ended, verdicts, hints, execution)
        does = behaviour(execution, source, cases)
        if hints or does is None or ended[0] not in HINTED:
            return verdict
        accept = problem.spec.accept
        return verdict.with_likeness(likeness(does, cases, expected.result(), verdicts, accept))


def run_and_compare(
    strategies: Strategies,
    problem: Problem,
    source: str,
    cases: Sequence[Case],
    expected: "Future[_Outputs]",
    on_case: Callable[[int, CaseVerdict], None] | None,
    stop: CancellationToken | None,
) -> tuple[Execution, tuple[CaseVerdict, ...]]:
    """Run a submission, and compare its outputs with expected ones that are computed concurrently.

    Args:
        strategies: runs the submission.
        problem: the problem to solve.
        source: the text of the submitted file.
        cases: the calls.
        expected: the outputs, in the order of `cases`; None if there is none to compare with.
        on_case: called with each case's index and verdict as it finishes.
        stop: cancels the run.

    Raises:
        SandboxFailureError: the sandbox failed.
        ProblemCodeError: the problem's own code failed.
        GradingCancelledError: `stop` was requested.
    """
    reports = CaseReports(cases, problem.spec, source, on_case)

    def report_so_far(execution: Execution) -> None:
        # The submission must neither wait for the reference nor be affected by its failure.
        if expected.done() and expected.exception() is None:
            reports.update(execution, expected.result())

    on_call = None if on_case is None else report_so_far
    execution = strategies.execute(problem, "submission", source, cases, on_call=on_call, stop=stop)
    outputs = expected.result()
    refusals = find_refusals(
        strategies.executor("checker"), problem, cases, execution.answers, outputs
    )
    return execution, reports.finish(execution, outputs, refusals)


def verdict_of(
    identity: Mapping[str, object],
    environment: Environment,
    ended: tuple[Outcome, Reason, ErrorReport | None],
    cases: Sequence[CaseVerdict] = (),
    hints: Sequence[Hint] = (),
    execution: Execution | None = None,
) -> Verdict:
    """The verdict from those on the cases.

    Args:
        identity: its `id`, `problem`, `revision`, `seed` and `total`.
        environment: what it was judged with.
        ended: how the whole run ended: outcome, reason and error.
        cases: the verdicts on the cases.
        hints: the mistakes that it looks like.
        execution: the run, which has the time and memory used; None if no run finished.
    """
    outcome, reason, error = ended
    passed = [case for case in cases if case.verdict is Outcome.ACCEPTED]
    measured: dict[str, float] = {}
    if execution is not None:
        taken = execution.taken_before_secrets
        measured = {
            "time_ms": round(taken.time_ms, 3),
            "cpu_ms": round(taken.cpu_ms, 3),
            "memory_mb": round(taken.memory_mb, 1),
        }
    return Verdict.model_validate(
        {
            **identity,
            "verdict": outcome,
            **reason.told,
            "error": error,
            "passed": len(passed),
            "score": share(cases),
            "cases": tuple(cases),
            "hints": tuple(hints),
            "environment": environment,
            **measured,
        }
    )


def _summary(cases: Sequence[CaseVerdict]) -> tuple[Outcome, Reason, None]:
    failed = [case for case in cases if case.verdict is not Outcome.ACCEPTED]
    if not failed:
        return Outcome.ACCEPTED, AllPassed(len(cases)), None
    first = failed[0]
    passed = len(cases) - len(failed)
    return first.verdict, CaseFailed(passed, len(cases), first.name, because(first)), None


def because(case: CaseVerdict) -> Because:
    """The reason of a case, as a part of the whole verdict's."""
    return Because(case.message, case.reason, case.parameters)
