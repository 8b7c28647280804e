"""User ids for children of a judge that runs as root: one for each child, none shared."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

from graders.sandbox.errors import SandboxFailureError

# Debian leaves 64000-64999 to packages that ask for an id of their own; these were asked for by
# none (base-passwd, users-and-groups).
_FIRST, _COUNT = 64_700, 200


@contextmanager
def leased_user() -> Iterator[int]:
    """A user id that no other child on this machine has while the context lasts.

    The lease is the name of an abstract Unix socket: taken by one process only, and free again when
    its holder ends, however it ends.

    Raises:
        SandboxFailureError: all are taken.
    """
    for user in range(_FIRST, _FIRST + _COUNT):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as lease:
            try:
                lease.bind(f"\0nnx-judge-sandbox-user-{user}")
            except OSError:
                continue
            yield user
            return
    raise SandboxFailureError(f"all {_COUNT} user ids for sandboxed processes are in use")
