"""Running the service from the command line, and how its failures end a command."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from app.cli.failures import JudgeFailedError, wrong_problems
from app.cli.judging import starting_sandbox

if TYPE_CHECKING:
    from app.lifespan import Role
    from app.settings import Settings
    from graders.sandbox.supervisor.parent_process import StartingParent
    from graders.sandbox.supervisor.starting_sandbox import StartingSandbox


@contextmanager
def store_failures() -> Iterator[None]:
    """End the command with the store's message if the database can't be used.

    Raises:
        JudgeFailedError: the store raised.
    """
    from app.core.errors import StoreError

    try:
        yield
    except StoreError as error:
        raise JudgeFailedError(str(error)) from None


def run_service(settings: "Settings", role: "Role", parent: "StartingParent | None" = None) -> None:
    """Run it until it is interrupted.

    Args:
        settings: where things are.
        role: what the process does.
        parent: the sandbox's parent, if that was started earlier; ended where nothing is judged.

    Raises:
        BadUsageError: a problem can't be used.
        JudgeFailedError: it can't be started here.
    """
    if settings.slots == 0:
        if parent is not None:
            parent.cancel()
        _serve(settings, role, None)
        return
    with starting_sandbox(parent) as starting:
        _serve(settings, role, starting)


def _serve(settings: "Settings", role: "Role", starting: "StartingSandbox | None") -> None:
    # Modules stay, so looking for garbage among what they make takes a fifth of their time in vain.
    gc.disable()
    from app.auth.bootstrap import NoKeysError
    from app.server import AddressUnavailableError, serve
    from graders.problem.files import ProblemError
    from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError

    gc.freeze()
    gc.enable()
    try:
        with store_failures():
            serve(settings, role, starting)
    except ProblemError as error:
        raise wrong_problems(error) from None
    except (
        AddressUnavailableError,
        NoKeysError,
        SandboxFailureError,
        SandboxUnavailableError,
    ) as error:
        raise JudgeFailedError(str(error)) from None
