"""Options that several commands have."""

from typing import Annotated

import typer

from app.cli.completion import problem_names

ProblemName = Annotated[
    str,
    typer.Argument(metavar="NAME", autocompletion=problem_names, help="The problem's name."),
]
Seed = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=2**31 - 1,
        help="Draws the cases: the same seed gives the same verdict. Default: a random one.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, and nothing else.")]
