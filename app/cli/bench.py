"""`nnx-judge bench`: measure the judge on this machine."""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from app.cli.failures import JudgeFailedError
from app.cli.options import AsJson
from app.cli.printing import errors, line, output, paragraph, print_json, print_note
from app.cli.setup import load_named_problem, load_settings

_DOCS = Path(__file__).parents[2] / "docs"


def bench(
    context: typer.Context,
    as_json: AsJson = False,
    plot: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where the picture of the latencies goes; by default docs/latency.svg, where the "
            "judge runs from its repository.",
        ),
    ] = None,
    problem: Annotated[
        str, typer.Option(metavar="NAME", help="The problem that is submitted to.")
    ] = "add_layer_warm_start",
    quick: Annotated[
        bool, typer.Option(help="Only see that everything can be measured: figures mean nothing.")
    ] = False,
) -> None:
    """Measure what a verdict costs on this machine, by each road. Takes about ten minutes.

    Have the machine to yourself: everything is timed as it happens.

    Exit code: 0 measured, whether targets are met or not, 2 bad usage, 3 it can't be measured.

    \b
    Examples:
      nnx-judge bench
      nnx-judge bench --json > figures.json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)
    chosen = load_named_problem(settings, problem)

    from bench.plan import FULL, QUICK, BenchError, Subject
    from bench.plot import plot as draw
    from bench.report import report
    from bench.run import measure
    from bench.table import markdown
    from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError

    subject, plan = Subject(chosen, settings.problems_dir), QUICK if quick else FULL
    try:
        with Progress(
            console=errors, transient=True, auto_refresh=False, disable=not errors.is_terminal
        ) as bar:
            measured = measure(subject, plan, _Bar(bar))
    except (BenchError, SandboxFailureError, SandboxUnavailableError) as error:
        raise JudgeFailedError(str(error)) from None
    made = report(subject, plan, measured)
    if plot is None and _DOCS.is_dir() and not quick:
        plot = _DOCS / "latency.svg"
    if plot is not None:
        plot.write_text(draw(made))
        print_note(f"Picture: {plot}")
    if as_json:
        print_json(made)
    else:
        output.print(paragraph(markdown(made)), soft_wrap=True)


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
