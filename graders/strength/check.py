"""Checking a problem: everything that is known to be wrong is tried on its cases."""

import math
from collections.abc import Callable

from graders.bank import fresh_seed
from graders.cases import draw_cases
from graders.examples import ExampleResult, check_examples
from graders.expected import ReferenceFailedError
from graders.problem import Problem
from graders.problem_spec import Limits
from graders.sandbox.errors import SandboxFailureError
from graders.strength import redundancy
from graders.strength.degenerate import degenerate_answers, try_answer
from graders.strength.findings import find, holds
from graders.strength.mutation import run_mutants
from graders.strength.report import ExampleReport, ProblemReport
from graders.strength.tolerance import measure_tolerance
from graders.strength.trial import Judge, Progress, Trial
from graders.verdict import Outcome


class CheckFailedError(Exception):
    """The check came to no result: by the judge's fault, or the reference's. It says why."""


def check(
    judge: Judge,
    problem: Problem,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> ProblemReport:
    """Try a problem's cases on its examples, on degenerate answers, and on mutants of its solution.

    As much runs at once as there are usable cores. The same revision, seed and versions give the
    same report, but for times.

    Args:
        judge: runs and judges all of it.
        problem: whose cases are tried.
        seed: draws the cases, the same ones for all; a fresh one where None.
        on_progress: called after each run.

    Raises:
        CheckFailedError: the reference fails on its own cases, or the judge failed.
    """
    seed = fresh_seed() if seed is None else seed
    judge.warm(problem)
    try:
        expected = judge.expected_outputs(problem, seed)
        cases = draw_cases(problem.spec, seed)
        return _check(Trial(judge, problem, seed, cases, expected, on_progress))
    except ReferenceFailedError as error:
        raise CheckFailedError(f"the problem's own solution failed: {error}") from None
    except SandboxFailureError as error:
        raise CheckFailedError(f"the sandbox failed: {error}") from None
    except RecursionError:
        raise CheckFailedError("the problem's own solution is nested too deeply") from None


def _check(trial: Trial) -> ProblemReport:
    problem = trial.problem
    # First, because it has to compile anyway: the templates come up beside it.
    measured = measure_tolerance(trial)
    results = _judge_examples(trial)
    mutation = run_mutants(trial, _limits_of_mutants(problem.spec.limits, measured.cold_s))
    examples = tuple(_example_report(result) for result in results)
    degenerate = tuple(
        try_answer(answer, trial.cases, trial.expected, problem.spec.accept)
        for answer in degenerate_answers(trial.cases, trial.expected)
    )
    findings = find(examples, degenerate, mutation, measured.spreads)
    return ProblemReport(
        problem=problem.name,
        revision=problem.revision,
        seed=trial.seed,
        holds=holds(findings),
        findings=findings,
        examples=examples,
        cases=redundancy.report_cases(trial.cases, results, degenerate, mutation.mutants),
        degenerate_answers=degenerate,
        mutation=mutation,
        tolerance=measured.spreads,
    )


def _judge_examples(trial: Trial) -> list[ExampleResult]:
    submissions = trial.problem.submissions
    results = check_examples(trial.judge, trial.problem, seed=trial.seed)
    judged = {result.example: result for result in trial.told("examples", submissions, results)}
    for result in judged.values():
        if result.verdict.verdict is Outcome.JUDGE_ERROR:
            raise CheckFailedError(f"{result.example.name}: {result.verdict.message}")
    return [judged[example] for example in submissions]


def _limits_of_mutants(limits: Limits, cold_s: float | None) -> Limits:
    """As much as the reference takes where all has to be compiled; a run gets three times that."""
    if cold_s is None:
        return limits
    most_s = float(math.ceil(cold_s))
    return limits.model_copy(
        update={"wall_s": min(limits.wall_s, most_s), "cpu_s": min(limits.cpu_s, most_s)}
    )


def _example_report(result: ExampleResult) -> ExampleReport:
    return ExampleReport(
        name=result.example.name,
        expected=result.example.expected,
        got=result.verdict.verdict,
        as_expected=result.is_as_expected,
        caught_by=result.caught_by,
        time_ms=result.verdict.time_ms,
        message=result.verdict.message,
    )
