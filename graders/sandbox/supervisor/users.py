"""User ids for children of a judge that runs as root: one for each child, never shared."""

import logging
import os
import select
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graders.sandbox.errors import SandboxFailureError

# Debian leaves 64000-64999 to packages that ask for an id of their own; no package has asked for
# these (base-passwd, users-and-groups).
_FIRST, _COUNT = 64_700, 200
_USERS = range(_FIRST, _FIRST + _COUNT)

_END_TIMEOUT_S = 10

_log = logging.getLogger(__name__)


@contextmanager
def leased_user() -> Iterator[int]:
    """A user id that no other process on this machine has while the context is open.

    Raises:
        SandboxFailureError: all are in use.
    """
    for user in _USERS:
        with _lease(user) as is_ours:
            if is_ours and _has_no_process(user):
                yield user
                return
    raise SandboxFailureError(f"all {_COUNT} user ids for sandboxed processes are in use")


def end_leftovers() -> None:
    """End processes left behind by judges that are gone.

    They have a user id that nobody leases, in the network namespace that the leases are valid for.
    A container's judge has another namespace, and its processes are left alone.
    """
    by_user: dict[int, list[int]] = {}
    for process, user in _live_processes():
        if user in _USERS:
            by_user.setdefault(user, []).append(process)
    for user, processes in by_user.items():
        with _lease(user) as is_ours:
            for process in processes if is_ours else ():
                _end(process, user)


@contextmanager
def _lease(user: int) -> Iterator[bool]:
    """Whether this process may give out the user id while the context is open.

    A lease is the name of an abstract Unix socket: only one process can hold it, and it is free
    again when its holder ends, for whatever reason.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lease:
        try:
            lease.bind(f"\0nnx-judge-sandbox-user-{user}")
        except OSError:
            yield False
        else:
            yield True


def _has_no_process(user: int) -> bool:
    try:
        os.getpriority(os.PRIO_USER, user)
    except ProcessLookupError:
        return True
    # Some exist; those that have ended, but that nobody has waited for, do no harm.
    return all(owner != user for _, owner in _live_processes())


def _end(process: int, user: int) -> None:
    with suppress(OSError):
        pidfd = os.pidfd_open(process)
        try:
            # Check again: the descriptor belongs to the process that has the id now.
            if (process, user) not in _live_processes() or not _shares_network(process):
                return
            _log.warning("ending process %d, left by a judge that is gone", process)
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            ended = select.poll()
            ended.register(pidfd, select.POLLIN)
            ended.poll(_END_TIMEOUT_S * 1000)
        finally:
            os.close(pidfd)


def _shares_network(process: int) -> bool:
    """Whether it is in this process's network namespace.

    Raises:
        OSError: this process may not know, or the other is gone.
    """
    return Path(f"/proc/{process}/ns/net").samefile("/proc/self/ns/net")


def _live_processes() -> Iterator[tuple[int, int]]:
    """The ids of all processes that have not ended, each with its real user id."""
    for status in Path("/proc").glob("[0-9]*/status"):
        with suppress(FileNotFoundError, ProcessLookupError):
            fields = dict(
                line.split(":", 1) for line in status.read_text(errors="replace").splitlines()
            )
            if not fields["State"].strip().startswith(("Z", "X")):
                yield int(fields["Pid"]), int(fields["Uid"].split()[0])
