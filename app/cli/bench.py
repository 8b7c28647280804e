"""`nnx-judge bench`: measure the judge on this machine."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from app.cli.completion import problem_names
from app.cli.failures import BadUsageError, JudgeFailedError
from app.cli.options import AsJson
from app.cli.printing import errors, line, output, paragraph, print_json, print_note
from app.cli.setup import load_named_problem, load_settings

_CHECKOUT = Path(__file__).parents[2]


def bench(
    context: typer.Context,
    as_json: AsJson = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write the plot of the latencies. Default: docs/latency.svg.",
        ),
    ] = None,
    problem: Annotated[
        str,
        typer.Option(
            metavar="NAME", autocompletion=problem_names, help="The problem to submit to."
        ),
    ] = "add_layer_warm_start",
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="SCENARIO",
            help="Measure only this scenario and its floor. Repeat the option for more.",
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option(help="Only check that everything can be measured: the figures mean nothing."),
    ] = False,
) -> None:
    """Measure how long a verdict takes on this machine. A full run takes more than an hour.

    Most of that is precomputing cases for the problems of the mix. Ctrl-C ends the run, and shows
    what was measured until then.

    Works in a checkout of the repository only. Run nothing else on the machine meanwhile.

    Scenarios: start, http, novel, wrong_named, mix, sustained, saturated, sandbox, zipf50,
    first_of_problem, grade.

    Exit code: 0 measured (targets met or not), 2 bad usage, 3 measuring failed.

    \b
    Examples:
      nnx-judge bench
      nnx-judge bench --json > figures.json
      nnx-judge bench --only mix --only sustained
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    if not (_CHECKOUT / "bench" / "plan.py").is_file():
        raise BadUsageError(
            "the bench is part of the repository, not of an installed judge: run "
            "`make bench` in a checkout"
        )
    settings = load_settings(context)
    chosen = load_named_problem(settings, problem)

    from bench.plan import FULL, QUICK, BenchError, Subject
    from bench.plot import plot as draw
    from bench.report import report
    from bench.run import SCENARIOS, measure
    from bench.table import markdown
    from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError

    unknown = sorted(set(only or ()) - set(SCENARIOS))
    if unknown:
        raise BadUsageError(
            f"no such scenario: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}"
        )
    subject, plan = Subject(chosen, settings.problems_dir), QUICK if quick else FULL
    try:
        with Progress(
            console=errors, transient=True, auto_refresh=False, disable=not errors.is_terminal
        ) as bar:
            measured = measure(subject, plan, _Bar(bar), only or SCENARIOS)
    except (BenchError, SandboxFailureError, SandboxUnavailableError) as error:
        raise JudgeFailedError(str(error)) from None
    made = report(subject, plan, measured)
    if as_json:
        print_json(made)
    else:
        output.print(paragraph(markdown(made)), soft_wrap=True)
    if plot is None and not quick and only is None:
        plot = _CHECKOUT / "docs" / "latency.svg"
    if plot is not None:
        try:
            plot.write_text(draw(made))
        except BenchError as error:
            raise JudgeFailedError(str(error)) from None
        print_note(f"Plot: {plot}")


class _Bar:
    """Draws when it is told, and never by itself while something is measured."""

    def __init__(self, bar: Progress) -> None:
        self._bar = bar
        self._task: TaskID | None = None

    def stage(self, name: str, steps: int) -> None:
        if self._task is not None:
            self._bar.remove_task(self._task)
        self._task = self._bar.add_task(name, total=steps)
        self._bar.refresh()
        if not errors.is_terminal:
            errors.print(line(f"Measuring: {name}"))

    def step(self, count: int = 1) -> None:
        assert self._task is not None  # noqa: S101 - a stage comes first
        self._bar.advance(self._task, count)
        self._bar.refresh()
