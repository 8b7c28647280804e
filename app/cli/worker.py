"""`nnx-judge worker`: judges the submissions that `serve` processes accept."""

from typing import Annotated

import typer

from app.cli.failures import BadUsageError
from app.cli.service import run_service
from app.cli.setup import load_settings


def worker(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address for its health checks. Default: NNX_JUDGE_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 takes a free one. Default: NNX_JUDGE_PORT."),
    ] = None,
) -> None:
    """Judge submissions that `serve` processes accept into the same PostgreSQL database.

    Any number of workers may run, on any number of machines. A worker answers /livez and /readyz
    only.

    \b
    Examples:
      NNX_JUDGE_DATABASE_URL=postgresql://... nnx-judge worker
      nnx-judge worker --port 8001
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context, host=host, port=port)
    if settings.database_url is None:
        raise BadUsageError(
            "a worker shares a database with others: set NNX_JUDGE_DATABASE_URL to "
            "postgresql://USER:PASSWORD@HOST/DATABASE, or use nnx-judge serve, which judges too"
        )
    if settings.slots == 0:
        raise BadUsageError("NNX_JUDGE_SLOTS is 0: a worker needs at least one slot")
    run_service(settings, "worker")
