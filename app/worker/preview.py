"""Previewing the effect of cases that are not in a problem yet."""

from collections.abc import Callable, Iterable, Sequence

from app.problem_checks.schemas import (
    AddedCase,
    CheckProgress,
    ExampleOnCase,
    FaultReport,
    PreviewReport,
)
from app.worker.idle_work import IdleJudge
from graders.core.verdict import Outcome
from graders.execution.precomputed import fresh_seed
from graders.problem.package import Problem
from graders.verification.changed_cases import with_only
from graders.verification.examples import ExampleResult, check_examples


def preview(
    judge: IdleJudge,
    problem: Problem,
    added: Sequence[str],
    on_progress: Callable[[CheckProgress], None],
) -> PreviewReport:
    """Run the reference and every example submission on cases that would be added.

    Args:
        judge: runs them.
        problem: the problem including these cases.
        added: their names.
        on_progress: called after each run.

    Raises:
        GradingCancelledError: it was stopped.
    """
    seed = fresh_seed()
    total = len(problem.submissions) + 2
    on_progress(CheckProgress(stage="reference", done=0, total=total))
    alone = with_only(problem, added)
    faults = judge.find_faults(alone, seed)
    reference = judge.grade(alone, problem.solution, seed=seed)
    results = []
    if reference.verdict is not Outcome.JUDGE_ERROR:
        for result in check_examples(judge, problem, seed=seed):
            results.append(result)
            on_progress(CheckProgress(stage="examples", done=len(results) + 2, total=total))
    right = [each for each in results if each.example.expected is Outcome.ACCEPTED]
    wrong = [each for each in results if each.example.expected is not Outcome.ACCEPTED]
    # A submission that ends before the added cases is not caught by them.
    caught = [each for each in wrong if {*each.caught_by} & {*added}]
    return PreviewReport(
        reference=reference.verdict,
        message="" if reference.verdict is Outcome.ACCEPTED else reference.message,
        faults=tuple(map(FaultReport.of, faults)),
        cases=tuple(
            AddedCase(name=case.name, arguments=case.arguments, expected=case.expected)
            for case in reference.cases
        ),
        examples=tuple(
            _on_case(result, added) for result in sorted(results, key=lambda r: r.example.name)
        ),
        catches=_names(caught),
        catches_alone=_names(each for each in caught if {*each.caught_by} <= {*added}),
        refuses=_names(each for each in right if not _passes(each, added)),
    )


def _on_case(result: ExampleResult, added: Sequence[str]) -> ExampleOnCase:
    return ExampleOnCase(
        name=result.example.name,
        expected=result.example.expected,
        got=result.verdict.verdict,
        passes=_passes(result, added),
        cases={c.name: c.verdict for c in result.verdict.cases if c.name in added},
    )


def _names(results: Iterable[ExampleResult]) -> tuple[str, ...]:
    return tuple(sorted(result.example.name for result in results))


def _passes(result: ExampleResult, added: Sequence[str]) -> bool:
    """Whether it passes every added case: if it can't be loaded, or ends earlier, it does not."""
    passed = {c.name for c in result.verdict.cases if c.verdict is Outcome.ACCEPTED}
    return set(added) <= passed
