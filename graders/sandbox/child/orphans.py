"""Ending processes whose own parent is gone. Only for a process with one thread."""

import ctypes
import os
import signal
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36

_libc = ctypes.CDLL(None, use_errno=True)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends.

    Raises:
        OSError: the kernel refused.
    """
    if _libc.prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0):
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))


def end_children(but: Collection[int] = ()) -> None:
    """Kill this process's children and their descendants, and wait until they are gone.

    Args:
        but: the process ids of children to keep.
    """
    # When an orphan ends, this process adopts its children.
    while children := _children() - set(but):
        for child in children:
            os.kill(child, signal.SIGKILL)
        for child in children:
            os.waitpid(child, 0)


def _children() -> set[int]:
    found = set()
    own = str(os.getpid())
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            # The parent's id is the second field after the name in parentheses.
            if status.read_text(errors="replace").rpartition(")")[2].split()[1] == own:
                found.add(int(status.parent.name))
    return found
