"""Searching for the smallest input on which a submission fails as it did on a case."""

import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace

from graders.comparison.display import shown
from graders.core.cancellation import CancellationToken
from graders.core.recent import Recent
from graders.core.values import Constant, Value
from graders.core.verdict import CaseVerdict, FailingInput, Outcome, Verdict
from graders.execution.checker import find_refusals
from graders.execution.problem_code import call_each
from graders.execution.strategies import Strategies
from graders.feedback import candidates
from graders.feedback.candidates import Sizes
from graders.feedback.reproducer import reproducer
from graders.grading.case_verdicts import CaseReports
from graders.problem.cases import Case, draw_cases, drawn_sizes
from graders.problem.package import Problem

# The search is bounded by work, so that it finds the same input every time.
_MOST_ROWS = 8
_MOST_BELOW = 5
# For a machine that is much too slow: the result so far is the answer.
_MOST_S = 60.0
_KEPT = 32

# How a call failed, without the numbers in it.
_Failure = tuple[Outcome, str | None]


@dataclass(frozen=True, slots=True)
class _Found:
    sizes: Sizes
    input: FailingInput


class SmallestInput:
    """Searches for the input. `find` may be called from any thread."""

    def __init__(self, strategies: Strategies) -> None:
        self._strategies = strategies
        # The reference's outputs, the same for every submission; None if it has none.
        self._expected = Recent[Hashable, list[Value | None]](_KEPT)

    def find(
        self,
        problem: Problem,
        source: str,
        verdict: Verdict,
        *,
        stop: CancellationToken | None = None,
    ) -> FailingInput | None:
        """The smallest input found on which the submission fails as on some case.

        It tries the rows of the grids of generators that had failing cases, up to the smallest of
        these cases, then sizes below the row that it found; at each size the simplest values
        first. Nothing is taken from a fixed case.

        Args:
            problem: the problem that the submission solves.
            source: the submission.
            verdict: its verdict.
            stop: cancels the search.

        Returns:
            The input; None if nothing that was tried fails, or no case failed by an output or an
            exception.

        Raises:
            ProblemCodeError: the validator or the checker failed.
            SandboxFailureError: the sandbox failed.
            GradingCancelledError: `stop` was requested.
        """
        failures = {failure for case in verdict.cases if (failure := _failure(case))}
        if not failures:
            return None
        search = _Search(problem, source, verdict.seed, failures, stop)
        end = time.monotonic() + _MOST_S
        draws = _failing_draws(problem, verdict)
        rows = _rows(problem, draws)[:_MOST_ROWS]
        found: _Found | None = None
        for row in rows:
            found = self._try(search, [row])
            if found is not None or time.monotonic() > end:
                break
        if found is None and draws:
            # The failing values are rare, or the row is beyond the bound.
            sizes, case = draws[0]
            found = self._first_failure(search, [sizes], [case], self._outputs_of(problem, [case]))
        if found is None:
            return None
        below = [sizes for sizes in candidates.below(found.sizes) if sizes not in rows]
        # The smallest sizes are likely to fail; each of the others needs more compiling.
        for batch in (below[:1], below[1:_MOST_BELOW]):
            if batch and time.monotonic() < end:
                less = self._try(search, batch)
                if less is not None:
                    return less.input
        return found.input

    def _try(self, search: "_Search", batch: Sequence[Sizes]) -> _Found | None:
        """The first of the cases of these sizes, in order, that fails."""
        spec = search.problem.spec
        tried = [(sizes, case) for sizes in batch for case in candidates.cases(spec, sizes)]
        key = (search.problem.revision, *((s.generator.name, s.by_axis) for s in batch))
        cases = [case for _, case in tried]
        expected = self._expected.get(key, lambda: self._outputs_of(search.problem, cases))
        return self._first_failure(search, [sizes for sizes, _ in tried], cases, expected)

    def _outputs_of(self, problem: Problem, cases: Sequence[Case]) -> list[Value | None]:
        """The reference's outputs; None for an input that is invalid or on which it fails."""
        execution = self._strategies.execute(problem, "reference", problem.solution, cases)
        outputs: list[Value | None] = [None] * len(cases)
        for index, call in enumerate(execution.calls):
            if isinstance(call.answer, Value):
                outputs[index] = call.answer
        if problem.validator is None:
            return outputs
        said = call_each(
            self._strategies.executor("reference"),
            problem,
            "validator",
            problem.validator,
            problem.harness.calling_instead("validate"),
            {f"input {number}": case.arguments for number, case in enumerate(cases, 1)},
        )
        valid = [answer == Constant(None) for answer in said]
        return [
            output if is_valid else None for output, is_valid in zip(outputs, valid, strict=True)
        ]

    def _first_failure(
        self,
        search: "_Search",
        sizes: Sequence[Sizes],
        cases: Sequence[Case],
        expected: Sequence[Value | None],
    ) -> _Found | None:
        problem = search.problem
        possible = [
            (size, case, output)
            for size, case, output in zip(sizes, cases, expected, strict=True)
            if output is not None
        ]
        tried = [case for _, case, _ in possible]
        execution = self._strategies.execute(
            problem, "submission", search.source, tried, stop=search.stop
        )
        outputs = [output for _, _, output in possible]
        refusals = find_refusals(
            self._strategies.executor("checker"), problem, tried, execution.answers, outputs
        )
        reports = CaseReports(tried, problem.spec, search.source)
        verdicts = reports.finish(execution, outputs, refusals)
        for (size, case, output), verdict, call in zip(
            possible, verdicts, execution.calls, strict=False
        ):
            if _failure(verdict) in search.failures:
                return _Found(
                    size,
                    FailingInput(
                        arguments=verdict.arguments or {},
                        probe=case.probe,
                        verdict=verdict.verdict,
                        message=verdict.message,
                        reason=verdict.reason,
                        parameters=verdict.parameters,
                        expected=shown(output),
                        got=shown(call.answer) if isinstance(call.answer, Value) else None,
                        error=verdict.error,
                        comparison=verdict.comparison,
                        reproducer=reproducer(
                            problem,
                            case,
                            output,
                            "The smallest input that was found on which the submission fails.",
                            search.seed,
                        ),
                    ),
                )
        return None


@dataclass(frozen=True, slots=True)
class _Search:
    problem: Problem
    source: str
    seed: int
    failures: set[_Failure]
    stop: CancellationToken | None


def _failure(case: CaseVerdict) -> _Failure | None:
    if case.verdict is Outcome.WRONG_ANSWER:
        return case.verdict, None if case.comparison is None else case.comparison.kind
    if case.verdict is Outcome.RUNTIME_ERROR and case.error is not None:
        return case.verdict, case.error.type
    return None


def _failing_draws(problem: Problem, verdict: Verdict) -> list[tuple[Sizes, Case]]:
    """The drawn cases that failed, the smallest first."""
    spec = problem.spec
    cases = {case.name: case for case in draw_cases(spec, verdict.seed)}
    failing = {case.name for case in verdict.cases if _failure(case)}
    draws = [
        (Sizes.of(generator, sizes), replace(cases[name], visibility="sample"))
        for generator in spec.generators
        for name, sizes in zip(
            generator.case_names(), drawn_sizes(generator, verdict.seed), strict=True
        )
        if name in failing
    ]
    return sorted(draws, key=lambda draw: draw[0].total)


def _rows(problem: Problem, draws: Sequence[tuple[Sizes, Case]]) -> list[Sizes]:
    """The rows to try, the smallest first."""
    generators = [sizes.generator for sizes, _ in draws] or problem.spec.generators
    rows = [
        row
        for generator in problem.spec.generators
        if generator in generators
        for row in candidates.rows(generator)
        if not draws or row.total <= draws[0][0].total
    ]
    return sorted(rows, key=lambda row: row.total)
