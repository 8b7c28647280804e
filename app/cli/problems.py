"""`nnx-judge problems`: what there is to solve, and whether its cases catch its wrong examples."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress

from app.cli.authoring import export_archive, import_archive, new
from app.cli.failures import ExitCode, JudgeFailedError
from app.cli.options import AsJson, Seed
from app.cli.printing import errors, line, output, print_json, table
from app.cli.setup import load_all_problems, load_settings, named_problem, started_judge

if TYPE_CHECKING:
    from graders.examples import ExampleResult
    from graders.faults import Fault
    from graders.judge import Judge
    from graders.problem import Problem

problems = typer.Typer(no_args_is_help=True)
problems.command("new")(new)
problems.command("import")(import_archive)
problems.command("export")(export_archive)


@problems.callback()
def about() -> None:
    """Make problems, list them, and check them by their own example submissions.

    \b
    Examples:
      nnx-judge problems new my_problem
      nnx-judge problems list
      nnx-judge problems check add_layer_warm_start
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"


@problems.command("list")
def list_problems(context: typer.Context) -> None:
    """List the problems.

    \b
    Example:
      nnx-judge problems list
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    rows = table("name", "title", "difficulty", "cases", "examples")
    rows.columns[3].justify = rows.columns[4].justify = "right"
    for problem in load_all_problems(load_settings(context)).values():
        spec = problem.spec
        rows.add_row(
            line(spec.name),
            line(spec.title),
            spec.difficulty,
            str(spec.case_count),
            str(len(problem.submissions)),
        )
    output.print(rows)


@problems.command()
def check(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="The problem's name.")],
    seed: Seed = None,
    as_json: AsJson = False,
) -> None:
    """Judge every example submission of a problem: each must get the verdict its folder names.

    Shows which cases catch which mistake, which mistake no case catches, and whether a learner who
    makes one is told which it is. Also runs the problem's validator on every case, its Python
    generators twice, and its checker's examples.

    Exit code: 0 all as expected, 1 some differ, 2 bad usage, 3 the judge failed.

    \b
    Examples:
      nnx-judge problems check add_layer_warm_start
      nnx-judge problems check add_layer_warm_start --seed 7 --json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    problem = named_problem(load_all_problems(settings), name)
    from graders.bank import fresh_seed

    seed = fresh_seed() if seed is None else seed
    with started_judge(settings) as judge:
        faults = _find_faults(judge, problem, seed)
        results = _check_all(judge, problem, seed)

    from app.cli.examples_view import examples_view
    from app.cli.faults_view import faults_view
    from graders.verdict import Outcome

    if as_json:
        print_json(_as_json(problem, seed, results, faults))
    else:
        output.print(examples_view(results))
        if faults:
            output.print(faults_view(faults))
    for result in results:
        if result.verdict.verdict is Outcome.JUDGE_ERROR:
            raise JudgeFailedError(f"{result.example.name}: {result.verdict.message}")
    if faults or not all(result.is_as_expected for result in results):
        raise typer.Exit(ExitCode.NOT_ACCEPTED)


def _find_faults(judge: "Judge", problem: "Problem", seed: int) -> "Sequence[Fault]":
    from graders.sandbox.errors import SandboxFailureError

    try:
        return judge.find_faults(problem, seed)
    except SandboxFailureError as error:
        raise JudgeFailedError(str(error)) from None


def _check_all(judge: "Judge", problem: "Problem", seed: int) -> "list[ExampleResult]":
    """The results in the order of the package; a bar on a terminal shows how far they are."""
    from graders.examples import check_examples

    judge.warm(problem)
    results = []
    with Progress(console=errors, transient=True, disable=not errors.is_terminal) as progress:
        bar = progress.add_task(problem.name, total=len(problem.submissions))
        for result in check_examples(judge, problem, seed=seed):
            results.append(result)
            progress.advance(bar)
    return sorted(results, key=lambda result: result.example.name)


def _as_json(
    problem: "Problem", seed: int, results: "list[ExampleResult]", faults: "Sequence[Fault]"
) -> dict[str, Any]:
    return {
        "problem": problem.name,
        "revision": problem.revision,
        "seed": seed,
        "as_expected": all(result.is_as_expected for result in results) and not faults,
        "faults": [asdict(fault) for fault in faults],
        "examples": [
            {
                "name": result.example.name,
                "expected": result.example.expected,
                "got": result.verdict.verdict,
                "as_expected": result.is_as_expected,
                "time_ms": result.verdict.time_ms,
                "named": result.named,
                "caught_by": result.caught_by,
                "message": result.verdict.message,
            }
            for result in results
        ],
    }
