"""The judge of a command, and the sandbox's parent process, which is started first.

Importing JAX takes the parent most of a second, in which the command does its own imports.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.failures import JudgeFailedError
from app.cli.printing import errors

if TYPE_CHECKING:
    from app.settings import Settings
    from graders.judge import Judge
    from graders.sandbox.supervisor.parent_process import StartingParent


def _cache_folder() -> Path:
    """The user's cache folder, as the XDG base directory rules say."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The rules: a relative path is to be ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "nnx-judge"


@contextmanager
def starting_parent() -> Iterator["StartingParent"]:
    """The sandbox's parent, which imports JAX while the command reads and imports what it needs.

    Raises:
        JudgeFailedError: submissions can't be confined here.
    """
    from graders.sandbox.supervisor.host import find_confinement
    from graders.sandbox.supervisor.parent_process import StartingParent

    with _sandbox_failures():
        starting = StartingParent(find_confinement())
    try:
        yield starting
    finally:
        starting.cancel()


@contextmanager
def started_judge(
    settings: "Settings", starting: "StartingParent", *, keep_warm: bool
) -> Iterator["Judge"]:
    """A judge that keeps the problems and the database from submissions.

    Args:
        settings: where these are.
        starting: the sandbox's parent.
        keep_warm: whether it is to judge more than one submission.

    Raises:
        JudgeFailedError: it can't be started here.
    """
    from graders.judge import Judge

    private = (settings.problems_dir, settings.data_dir)
    with (
        _sandbox_failures(),
        errors.status("Checking the sandbox"),
    ):
        judge = Judge(
            private,
            programs=_cache_folder() / "programs",
            starting=starting,
            keep_warm=keep_warm,
        )
    with judge:
        yield judge


@contextmanager
def _sandbox_failures() -> Iterator[None]:
    from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError

    try:
        yield
    except (SandboxUnavailableError, SandboxFailureError) as error:
        raise JudgeFailedError(str(error)) from None
