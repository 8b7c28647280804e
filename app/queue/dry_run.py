"""Checking a whole revision before it is made."""

from collections.abc import Callable

from app.problem_check import CheckProgress, CheckReport, ExampleReport, FaultReport
from app.queue.spare_time import SpareTimeJudge
from graders.bank import fresh_seed
from graders.examples import ExampleResult, check_examples
from graders.problem import Problem


def dry_run(
    judge: SpareTimeJudge, problem: Problem, on_progress: Callable[[CheckProgress], None]
) -> CheckReport:
    """Judge a problem's examples, and run the code that it holds beside its reference.

    Args:
        judge: runs them.
        problem: what is checked.
        on_progress: called after each run.

    Raises:
        GradingCancelledError: it was stopped.
        SandboxFailureError: the sandbox failed.
    """
    seed = fresh_seed()
    total = len(problem.submissions)
    on_progress(CheckProgress(stage="examples", done=0, total=total))
    faults = judge.find_faults(problem, seed)
    results: list[ExampleResult] = []
    for result in check_examples(judge, problem, seed=seed):
        results.append(result)
        on_progress(CheckProgress(stage="examples", done=len(results), total=total))
    return CheckReport(
        revision=problem.revision,
        seed=seed,
        holds=not faults and all(result.is_as_expected for result in results),
        faults=tuple(map(FaultReport.of, faults)),
        examples=tuple(
            ExampleReport(
                name=result.example.name,
                expected=result.example.expected,
                got=result.verdict.verdict,
                as_expected=result.is_as_expected,
                caught_by=result.caught_by,
                message=result.verdict.message,
            )
            for result in sorted(results, key=lambda result: result.example.name)
        ),
    )
