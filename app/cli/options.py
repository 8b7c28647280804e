"""Options that several commands have."""

from typing import Annotated

import typer

Seed = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=2**31 - 1,
        help="Draws the cases: the same one gives the same verdict. A fresh one by default.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Write JSON to stdout, and nothing else.")]
