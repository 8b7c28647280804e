"""What is tried before a problem goes live: learners must not meet its faults first."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from graders.core.verdict import CaseVerdict, Outcome, Verdict
from graders.execution.precomputed import fresh_seed
from graders.execution.problem_code import ProblemCodeError
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from graders.verification.check import CheckFailedError, example_report
from graders.verification.examples import check_examples
from graders.verification.findings import differing, faulty
from graders.verification.report import Finding, PublicationReport
from graders.verification.subject import Judge, Progress


def check_publication(
    judge: Judge,
    problem: Problem,
    seed: int | None = None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> PublicationReport:
    """Run the reference, the warm-up, the validator and the right examples on every case.

    It takes seconds where `graders.verification.check.check` takes a minute, since it does not ask
    what the cases miss.

    Args:
        judge: runs and judges everything.
        problem: the problem to go live.
        seed: draws the cases; None for a fresh one.
        on_progress: called after each run.

    Raises:
        CheckFailedError: the sandbox failed, or a generator in some of its runs only.
    """
    seed = fresh_seed() if seed is None else seed
    try:
        findings = tuple(_findings(judge, problem, seed, on_progress))
    except ProblemCodeError as error:
        raise CheckFailedError(f"the problem's own {error.part} failed: {error}") from None
    except SandboxFailureError as error:
        raise CheckFailedError(f"the sandbox failed: {error}") from None
    return PublicationReport(
        problem=problem.name,
        revision=problem.revision,
        seed=seed,
        ready=not findings,
        findings=findings,
    )


def _findings(
    judge: Judge, problem: Problem, seed: int, on_progress: Callable[[Progress], None]
) -> Iterator[Finding]:
    on_progress(Progress("reference", 0, 1))
    verdict = judge.grade(problem, problem.solution, seed=seed)
    on_progress(Progress("reference", 1, 1))
    if verdict.verdict is not Outcome.ACCEPTED:
        yield Finding(severity="failure", subject="reference", message=_told(verdict))
    if verdict.verdict is Outcome.JUDGE_ERROR:
        # Then every example gets the same.
        return
    judge.warm(problem)
    right = tuple(each for each in problem.submissions if each.expected is Outcome.ACCEPTED)
    done = []
    for result in check_examples(judge, replace(problem, submissions=right), seed=seed):
        done.append(example_report(result))
        on_progress(Progress("examples", len(done), len(right)))
    yield from differing(sorted(done, key=lambda example: example.name))
    # Last: by then it is known whether the warm-up works.
    yield from faulty(judge.find_faults(problem, seed))


def _told(verdict: Verdict) -> str:
    failed = next((each for each in verdict.cases if not _passes(each)), None)
    said = f"solution.py, handed in as a submission, gets {verdict.verdict}"
    if failed is not None:
        said += f" in the case {failed.name!r}"
    reason = verdict.message or (failed.message if failed else "")
    return f"{said}: {reason}" if reason else f"{said}."


def _passes(case: CaseVerdict) -> bool:
    return case.verdict in (Outcome.ACCEPTED, Outcome.SKIPPED)
