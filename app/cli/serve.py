"""`nnx-judge serve`: the service."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.judging import starting_parent
from app.cli.service import run_service
from app.cli.setup import load_settings


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on. Default: NNX_JUDGE_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 takes a free one. Default: NNX_JUDGE_PORT."),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of the database. Default: NNX_JUDGE_DATA_DIR."),
    ] = None,
) -> None:
    """Serve the API and the pages until it is interrupted.

    Options that are not given come from the environment: NNX_JUDGE_<NAME>.

    \b
    Examples:
      nnx-judge serve
      nnx-judge serve --port 8080 --data-dir /var/lib/nnx-judge
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    with starting_parent() as parent:
        settings = load_settings(context, host=host, port=port, data_dir=data_dir)
        run_service(settings, "serve", parent)
