"""Checking a problem: its cases are tried on everything that is known to be wrong."""

import math
from collections.abc import Callable, Sequence

from graders.core.limits import Limits
from graders.core.parallel import as_completed_for
from graders.core.verdict import Outcome
from graders.execution.precomputed import fresh_seed
from graders.execution.problem_code import ProblemCodeError
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.sandbox.outcomes import Compiled
from graders.verification import redundancy
from graders.verification.degenerate_answers import degenerate_answers, try_answer
from graders.verification.examples import ExampleResult, check_examples
from graders.verification.findings import find, holds, tell_fault
from graders.verification.mutation_analysis import run_mutants
from graders.verification.naming import not_told_apart
from graders.verification.problem_faults import Fault
from graders.verification.report import ExampleReport, ProblemReport, ProgramReport
from graders.verification.subject import Judge, Progress, Trial
from graders.verification.tolerance import measure_tolerance


class CheckFailedError(Exception):
    """The check has no result, because the judge or the problem failed. It says why."""


def check(
    judge: Judge,
    problem: Problem,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> ProblemReport:
    """Try a problem's cases on its examples, on degenerate answers, and on mutants of its solution.

    All usable cores are used. The same revision, seed and versions give the same report, except for
    times.

    Args:
        judge: runs and judges everything.
        problem: the problem whose cases are tried.
        seed: draws the cases, which all share; None for a fresh one.
        on_progress: called after each run.

    Raises:
        CheckFailedError: a generator fails, or the reference on its own cases, or the judge.
    """
    seed = fresh_seed() if seed is None else seed
    judge.warm(problem)
    try:
        cases = judge.cases(problem, seed)
        expected = judge.expected_outputs(problem, seed)
        return _check(Trial(judge, problem, seed, cases, expected, on_progress))
    except ProblemCodeError as error:
        raise CheckFailedError(f"the problem's own {error.part} failed: {error}") from None
    except SandboxFailureError as error:
        raise CheckFailedError(f"the sandbox failed: {error}") from None
    except RecursionError:
        raise CheckFailedError("the problem's own solution is nested too deeply") from None


def _check(trial: Trial) -> ProblemReport:
    problem = trial.problem
    # First, because it has to compile anyway; the templates start meanwhile.
    measured = measure_tolerance(trial)
    # It waits for the warm-up. Examples that begin before would compile everything themselves.
    faults = trial.judge.find_faults(problem, trial.seed)
    results = _judge_examples(trial, faults)
    beyond = _compiled_beyond_warm_up(trial)
    mutation = run_mutants(trial, _limits_of_mutants(problem.spec.limits, measured.cold_s))
    examples = tuple(example_report(each, beyond.get(each.example.name)) for each in results)
    together = not_told_apart(results)
    degenerate = tuple(
        try_answer(trial, answer) for answer in degenerate_answers(trial.cases, trial.expected)
    )
    findings = find(
        faults=faults,
        examples=examples,
        not_told_apart=together,
        degenerate_answers=degenerate,
        mutation=mutation,
        spreads=measured.spreads,
        has_checker=problem.checker is not None,
    )
    return ProblemReport(
        problem=problem.name,
        revision=problem.revision,
        seed=trial.seed,
        holds=holds(findings),
        findings=findings,
        examples=examples,
        not_told_apart=together,
        cases=redundancy.report_cases(trial.cases, results, degenerate, mutation.mutants),
        degenerate_answers=degenerate,
        mutation=mutation,
        tolerance=measured.spreads,
    )


def _judge_examples(trial: Trial, faults: Sequence[Fault]) -> list[ExampleResult]:
    submissions = trial.problem.submissions
    results = check_examples(trial.judge, trial.problem, seed=trial.seed)
    judged = {result.example: result for result in trial.told("examples", submissions, results)}
    for result in judged.values():
        if result.verdict.verdict is Outcome.JUDGE_ERROR:
            # If the judge failed because of the problem's own fault, that fault explains more.
            said = [f"{result.example.name}: {result.verdict.message}", *map(tell_fault, faults)]
            raise CheckFailedError("\n".join(said))
    return [judged[example] for example in submissions]


def _compiled_beyond_warm_up(trial: Trial) -> dict[str, tuple[Compiled, ...] | None]:
    """What each right example compiles and the warm-up does not, by the example's name."""
    problem = trial.problem
    right = [each for each in problem.submissions if each.expected is Outcome.ACCEPTED]
    found = as_completed_for(
        lambda example: trial.judge.compiled_beyond_warm_up(problem, example.source), right
    )
    return {example.name: compiled for example, compiled in found}


def _limits_of_mutants(limits: Limits, cold_s: float | None) -> Limits:
    """The reference's time with everything compiled, at most; a run gets three times that."""
    if cold_s is None:
        return limits
    most_s = float(math.ceil(cold_s))
    return limits.model_copy(
        update={"wall_s": min(limits.wall_s, most_s), "cpu_s": min(limits.cpu_s, most_s)}
    )


def example_report(
    result: ExampleResult, beyond_warm_up: Sequence[Compiled] | None = None
) -> ExampleReport:
    """How an example fared, for a report."""
    programs = None
    if beyond_warm_up is not None:
        programs = tuple(ProgramReport(name=each.name, takes=each.takes) for each in beyond_warm_up)
    return ExampleReport(
        name=result.example.name,
        expected=result.example.expected,
        got=result.verdict.verdict,
        as_expected=result.is_as_expected,
        caught_by=result.caught_by,
        named=result.named,
        named_rightly=result.is_named_rightly,
        time_ms=result.verdict.time_ms,
        message=result.verdict.message,
        beyond_warm_up=programs,
    )
