"""The judge of a command, and its sandbox, which is started first.

It stands after two seconds, in which the command imports and reads what it needs.
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
    from graders.sandbox.supervisor.starting_sandbox import StartingSandbox


def _cache_folder() -> Path:
    """The user's cache folder, as the XDG base directory rules say."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    # The rules: a relative path is to be ignored.
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "nnx-judge"


@contextmanager
def starting_parent() -> Iterator["StartingParent | None"]:
    """The sandbox's parent, for a command that learns from its settings whether it needs one.

    None where submissions can't be confined: `starting_sandbox` tells why.
    """
    from graders.sandbox.errors import SandboxUnavailableError
    from graders.sandbox.supervisor.host import find_confinement
    from graders.sandbox.supervisor.parent_process import StartingParent

    try:
        parent = StartingParent(find_confinement())
    except SandboxUnavailableError:
        yield None
        return
    try:
        yield parent
    finally:
        parent.cancel()


@contextmanager
def starting_sandbox(parent: "StartingParent | None" = None) -> Iterator["StartingSandbox"]:
    """The sandbox, which starts and is attacked while the command does something else.

    Args:
        parent: its parent, if that was started earlier.

    Raises:
        JudgeFailedError: submissions can't be confined here.
    """
    from graders.sandbox.supervisor.host import find_confinement
    from graders.sandbox.supervisor.parent_process import StartingParent

    with _sandbox_failures():
        parent = parent or StartingParent(find_confinement())
    try:
        # Imported here: its parent imports JAX meanwhile. And here, not in the thread that attacks
        # it: two threads that import the same packages can find them half made.
        from graders.sandbox.supervisor.starting_sandbox import StartingSandbox

        starting = StartingSandbox(parent)
    except BaseException:
        parent.cancel()
        raise
    try:
        yield starting
    finally:
        starting.close()


@contextmanager
def started_judge(
    settings: "Settings", starting: "StartingSandbox", *, keep_warm: bool
) -> Iterator["Judge"]:
    """A judge that keeps the problems and the database from submissions.

    Args:
        settings: where these are.
        starting: the sandbox.
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
