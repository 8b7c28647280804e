"""`nnx-judge serve`: the service."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.failures import BadUsageError, JudgeFailedError
from app.cli.setup import load_settings


def serve(
    context: typer.Context,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on; by default NNX_JUDGE_HOST.")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port, 0 for a free one; by default NNX_JUDGE_PORT."),
    ] = None,
    data_dir: Annotated[
        Path | None,
        typer.Option(help="Folder of the database; by default NNX_JUDGE_DATA_DIR."),
    ] = None,
) -> None:
    """Serve the API until it is interrupted.

    What is not given is read from the environment, NNX_JUDGE_<NAME>.

    \b
    Examples:
      nnx-judge serve
      nnx-judge serve --port 8080 --data-dir /var/lib/nnx-judge
    """  # noqa: D301 - Typer reads the backslash-b as "keep these lines"
    settings = load_settings(context, host=host, port=port, data_dir=data_dir)

    from app.serve import AddressUnavailableError
    from app.serve import serve as serve_until_interrupted
    from app.store.errors import StoreError
    from graders.problem import ProblemError
    from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError

    try:
        serve_until_interrupted(settings)
    except ProblemError as error:
        raise BadUsageError(str(error)) from None
    except (
        AddressUnavailableError,
        SandboxFailureError,
        SandboxUnavailableError,
        StoreError,
    ) as error:
        raise JudgeFailedError(str(error)) from None
