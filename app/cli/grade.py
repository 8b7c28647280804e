"""`nnx-judge grade`: judge one file on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.completion import problem_names
from app.cli.failures import ExitCode, JudgeFailedError
from app.cli.judging import started_judge, starting_sandbox
from app.cli.options import AsJson, Seed
from app.cli.printing import case_progress, errors, output, print_json, print_note
from app.cli.setup import load_all_problems, load_named_problem, load_settings
from app.cli.source import check_size, problem_for, read_source

if TYPE_CHECKING:
    from app.settings import Settings
    from graders.core.verdict import Verdict
    from graders.judge import Judge
    from graders.problem.package import Problem


def grade(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="The Python file to judge; - reads it from stdin."),
    ],
    problem: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            autocompletion=problem_names,
            help="The problem. Default: the one whose function the file defines.",
        ),
    ] = None,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Judge one file and show the verdict on each case.

    Also shows the smallest failing input that was found, and remarks. With --json, that input and
    failing samples come with a script that reproduces them.

    Exit code: 0 accepted, 1 not accepted, 2 bad usage, 3 the judge failed.

    \b
    Examples:
      nnx-judge grade mine.py
      nnx-judge grade mine.py --problem add_layer_warm_start --seed 7
      nnx-judge grade mine.py --json > verdict.json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    source = read_source(file)
    with starting_sandbox() as starting:
        settings = load_settings(context)
        chosen = _chosen(settings, problem, source)
        check_size(source, chosen)
        with started_judge(settings, starting, keep_warm=False) as judge:
            verdict = _judged(judge, chosen, source, seed, show=not as_json)

    from app.cli.verdict_view import review_view
    from graders.core.verdict import Outcome

    if as_json:
        print_json(verdict.model_dump(mode="json"))
    else:
        output.print(review_view(verdict), end="")
    if verdict.verdict is Outcome.JUDGE_ERROR:
        raise JudgeFailedError(verdict.message)
    if verdict.verdict is not Outcome.ACCEPTED:
        raise typer.Exit(ExitCode.NOT_ACCEPTED)


def _chosen(settings: "Settings", name: str | None, source: str) -> "Problem":
    """The problem that was named, or the one that the source is for."""
    if name is not None:
        return load_named_problem(settings, name)
    problems = load_all_problems(settings)
    names = {name: each.spec.entry_point.names for name, each in problems.items()}
    name, reason = problem_for(names, source)
    print_note(f"Problem: {name} ({reason})")
    return problems[name]


def _judged(
    judge: "Judge", problem: "Problem", source: str, seed: int | None, *, show: bool
) -> "Verdict":
    """The reviewed verdict; with `show`, it is shown before it is reviewed."""
    from app.cli.verdict_view import verdict_view
    from graders.core.verdict import Outcome
    from graders.execution.problem_code import ProblemCodeError
    from graders.sandbox.errors import SandboxFailureError

    with errors.status("Compiling, if the problem is new or has changed"):
        judge.prepare(problem)
    with case_progress("Judging", problem.spec.result_count) as on_case:
        verdict = judge.grade(problem, source, seed=seed, on_case=on_case)
    if show and verdict.verdict is not Outcome.JUDGE_ERROR:
        output.print(verdict_view(verdict))
    try:
        with errors.status("Reviewing"):
            return judge.review(problem, source, verdict)
    except (SandboxFailureError, ProblemCodeError) as error:
        print_note(f"The review failed; the verdict stands: {error}")
        return verdict
