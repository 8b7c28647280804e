"""Grading once: run the submission and the reference on the same cases, and compare."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor

from graders.cancellation import Stop
from graders.checker import find_refusals
from graders.execution import Execution
from graders.expected import ExpectedOutputs
from graders.mistakes import KnownMistakes
from graders.problem import Problem
from graders.report import CaseReports, report_loading
from graders.roads import Roads
from graders.verdict import CaseVerdict, Environment, ErrorReport, Hint, Outcome, Verdict


class Grading:
    """Judges a submission in one try; a fault of the sandbox's is an exception."""

    def __init__(
        self,
        roads: Roads,
        expected: ExpectedOutputs,
        mistakes: KnownMistakes,
        expecting: Executor,
        environment: Environment,
    ) -> None:
        """Use the judge's own parts; in `expecting` reference outputs are computed meanwhile."""
        self._roads = roads
        self._expected = expected
        self._mistakes = mistakes
        self._expecting = expecting
        self._environment = environment

    def grade(
        self,
        problem: Problem,
        source: str,
        seed: int,
        identity: dict[str, object],
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: Stop | None,
    ) -> Verdict:
        """Judge a submission on the cases that the seed draws; see `graders.judge.Judge.grade`.

        Args:
            problem: what it is to solve.
            source: the text of the submitted file.
            seed: draws the cases.
            identity: the verdict's `id`, `problem` and `seed`.
            on_case: told of each case as it finishes.
            stop: ends it.

        Raises:
            SandboxFailureError: the sandbox failed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """
        cases = self._expected.cases(problem, seed)
        expected = self._expecting.submit(self._expected.outputs, problem, seed, cases)
        reports = CaseReports(cases, problem.spec, source, on_case)

        def report_so_far(execution: Execution) -> None:
            # The submission must not wait for the reference, nor hear of its failure.
            if expected.done() and expected.exception() is None:
                reports.update(execution, expected.result())

        execution = self._roads.execute(
            problem,
            "submission",
            source,
            cases,
            on_call=None if on_case is None else report_so_far,
            stop=stop,
        )
        refusals = find_refusals(
            self._roads.executor("checker"), problem, cases, execution.answers, expected.result()
        )
        verdicts = reports.finish(execution, expected.result(), refusals)
        ended = report_loading(execution, source, problem.spec.limits) or _summary(verdicts)
        hints = self._mistakes.hints(
            problem, source, execution, cases, expected.result(), verdicts, ended[0], stop
        )
        return self.verdict(
            problem,
            identity,
            ended,
            verdicts,
            hints,
            time_ms=round(execution.time_ms, 3),
            cpu_ms=round(execution.cpu_ms, 3),
            memory_mb=round(execution.memory_mb, 1),
        )

    def verdict(
        self,
        problem: Problem,
        identity: dict[str, object],
        ended: tuple[Outcome, str, ErrorReport | None],
        cases: Sequence[CaseVerdict],
        hints: Sequence[Hint] = (),
        **measured: float,
    ) -> Verdict:
        """The verdict of cases, and of how the whole `ended`: outcome, message and error."""
        outcome, message, error = ended
        passed = [case for case in cases if case.verdict is Outcome.ACCEPTED]
        weight = sum(case.weight for case in cases)
        return Verdict.model_validate(
            {
                **identity,
                "revision": problem.revision,
                "verdict": outcome,
                "message": message,
                "error": error,
                "passed": len(passed),
                "total": problem.spec.case_count,
                "score": sum(case.weight for case in passed) / weight if weight else 0.0,
                "cases": tuple(cases),
                "hints": tuple(hints),
                "environment": self._environment,
                **measured,
            }
        )


def _summary(cases: Sequence[CaseVerdict]) -> tuple[Outcome, str, None]:
    failed = [case for case in cases if case.verdict is not Outcome.ACCEPTED]
    if not failed:
        return Outcome.ACCEPTED, f"All {len(cases)} cases passed.", None
    first = failed[0]
    message = f"{len(cases) - len(failed)} of {len(cases)} cases passed. {first.name}: "
    return first.verdict, message + first.message, None
