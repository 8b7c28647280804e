"""`nnx-judge doctor`: whether the sandbox holds on this machine, and what to do if not."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from app.cli.failures import ExitCode
from app.cli.options import AsJson
from app.cli.printing import errors, line, output, paragraph, print_json, table
from app.cli.setup import load_settings

if TYPE_CHECKING:
    from app.cli.diagnosis import Diagnosis, Layer, Machine

_STYLES = {"holds": "green", "broken": "bold red", "missing": "red", "not checked": "yellow"}


def doctor(context: typer.Context, as_json: AsJson = False) -> None:
    """Check the sandbox by attacking it, and show which attacks each layer stopped.

    Exit code: 0 every layer holds, 2 bad usage, 3 submissions can't be confined here.

    \b
    Examples:
      nnx-judge doctor
      nnx-judge doctor --json
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context)

    from app.cli.examination import examine

    with errors.status("Attacking the sandbox"):
        diagnosis = examine((settings.problems_dir, settings.data_dir))
    if as_json:
        print_json(asdict(diagnosis))
    else:
        output.print(_view(diagnosis))
    if not diagnosis.holds:
        raise typer.Exit(ExitCode.JUDGE_FAILED)


def _view(diagnosis: "Diagnosis") -> Group:
    layers = table("layer", "status", "stopped attacks")
    for layer in diagnosis.layers:
        layers.add_row(
            line(_name(layer)),
            Text(layer.status, _STYLES[layer.status]),
            _attacks(layer),
            end_section=True,
        )
    if diagnosis.holds:
        verdict = Text("Submissions are confined here.", "green")
    else:
        verdict = Text("Submissions can't be confined here.", "bold red")
    advice = [paragraph(text) for text in diagnosis.advice]
    return Group(_machine_table(diagnosis.machine), layers, verdict, *advice)


def _name(layer: "Layer") -> str:
    if layer.description in ("", layer.name):
        return layer.name
    return f"{layer.name} ({layer.description})"


def _attacks(layer: "Layer") -> Text:
    stopped = [tried.name for tried in layer.attacks if tried.stopped]
    through = [
        line(f"NOT STOPPED: {tried.name}: {tried.description}", "bold red")
        for tried in layer.attacks
        if not tried.stopped
    ]
    return Text("\n").join([line(", ".join(stopped)), *through])


def _machine_table(machine: "Machine") -> Table:
    facts = table("judge", "")
    for name, value in asdict(machine).items():
        facts.add_row(name, line(value))
    return facts
