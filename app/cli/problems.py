"""`nnx-judge problems`: the problems, and checks of their cases."""

from typing import TYPE_CHECKING

import typer
from rich.progress import Progress as ProgressBar

from app.cli.authoring import export_archive, import_archive, new
from app.cli.failures import ExitCode, JudgeFailedError
from app.cli.judging import started_judge, starting_sandbox
from app.cli.options import AsJson, ProblemName, Seed
from app.cli.printing import errors, line, output, print_json, table
from app.cli.setup import (
    load_all_problems,
    load_named_problem,
    load_problem_track,
    load_settings,
)

if TYPE_CHECKING:
    from graders.judge import Judge
    from graders.problem.package import Problem
    from graders.verification.report import ProblemReport

problems = typer.Typer(no_args_is_help=True)
problems.command("new")(new)
problems.command("import")(import_archive)
problems.command("export")(export_archive)


@problems.callback()
def about() -> None:
    """Create and list problems, and check that the cases of one catch mistakes.

    \b
    Examples:
      nnx-judge problems new my_problem
      nnx-judge problems list
      nnx-judge problems check add_layer_warm_start
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@problems.command("list")
def list_problems(context: typer.Context) -> None:
    """List the problems, in the order of the track where there is one.

    \b
    Example:
      nnx-judge problems list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    from graders.problem.track import TRACK

    settings = load_settings(context)
    found, track = load_all_problems(settings), load_problem_track(settings)
    chapters = {} if track is None else track.chapter_of_each
    columns = ("name", "title", "difficulty", "cases", "examples")
    rows = table(*columns, *(["chapter"] if track else []))
    rows.columns[3].justify = rows.columns[4].justify = "right"
    for name in sorted(found, key=lambda name: _place(name, chapters)):
        spec = found[name].spec
        rows.add_row(
            line(spec.name),
            line(spec.title),
            spec.difficulty,
            str(spec.case_count),
            str(len(found[name].submissions)),
            *([line(chapters.get(name, ""))] if track else []),
        )
    output.print(rows)
    if missing := [name for name in chapters if name not in found]:
        note = f"{TRACK} names problems that are not here: {', '.join(missing)}"
        errors.print(line(note), soft_wrap=True)


def _place(name: str, chapters: dict[str, str]) -> int:
    """Where a problem stands in the track: after all others if it is in no chapter."""
    return list(chapters).index(name) if name in chapters else len(chapters)


@problems.command()
def check(
    context: typer.Context,
    name: ProblemName,
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Check that the cases of a problem catch what is wrong.

    Each example must get the verdict that its folder names, and answers such as zeros must be
    rejected. The report shows which case catches which mistake, whether a learner is told which
    mistake it is, which small changes of the reference no case notices, and how much of the
    tolerance rounding takes. The check also runs the problem's validator on every case, its Python
    generators twice, its checker's examples, and its warm-up. It takes about a minute, and keeps
    the machine busy.

    Exit code: 0 no failures, 1 failures, 2 bad usage, 3 the judge failed.

    \b
    Examples:
      nnx-judge problems check add_layer_warm_start
      nnx-judge problems check add_layer_warm_start --seed 7 --json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    with starting_sandbox() as starting:
        settings = load_settings(context)
        problem = load_named_problem(settings, name)
        with started_judge(settings, starting, keep_warm=True) as judge:
            report = _checked(judge, problem, seed)

    from app.cli.problem_report_view import problem_report_view

    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        output.print(problem_report_view(report))
    if not report.holds:
        raise typer.Exit(ExitCode.NOT_ACCEPTED)


def _checked(judge: "Judge", problem: "Problem", seed: int | None) -> "ProblemReport":
    """Check it, with a progress bar if stderr is a terminal.

    Raises:
        JudgeFailedError: there is no report.
    """
    from graders.verification.check import CheckFailedError, check
    from graders.verification.subject import Progress

    with ProgressBar(console=errors, transient=True, disable=not errors.is_terminal) as bar:
        task = bar.add_task("reference", total=None)

        def show(progress: Progress) -> None:
            bar.update(
                task, description=progress.stage, completed=progress.done, total=progress.total
            )

        try:
            return check(judge, problem, seed, show)
        except CheckFailedError as error:
            raise JudgeFailedError(str(error)) from None
