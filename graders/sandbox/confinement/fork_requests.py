"""A filtered process's requests for leave to fork, as the kernel hands them to the judge.

A filter may have a system call wait until whoever holds its listener lets it through or refuses it
(seccomp_unotify(2)). A fork's arguments are registers, so what was asked for is what will be done.
"""

import errno
import fcntl
import os
import socket
import struct
from dataclasses import dataclass
from typing import Self

from graders.sandbox.errors import SandboxFailureError

_RECEIVE, _SEND = 0xC050_2100, 0xC018_2101
# struct seccomp_notif: an id, the thread, flags, and struct seccomp_data, of no use here.
_REQUEST, _REQUEST_BYTES = struct.Struct("=QII"), 80
# struct seccomp_notif_resp: the id, a result, an error, flags.
_RESPONSE = struct.Struct("=QqiI")
_CONTINUE = 1


def give_listener(control: int, listener: int) -> None:
    """In the filtered process: send the listener to the judge, and keep none."""
    # With the kind given, Python does not ask the kernel for it, which the filter would refuse.
    judge = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, control)
    socket.send_fds(judge, [b"listener"], [listener])
    judge.detach()
    os.close(listener)


def take_listener(control: socket.socket) -> int:
    """The listener that a filtered process sent before it did anything else.

    Raises:
        SandboxFailureError: it is gone.
    """
    try:
        _, listeners, _, _ = socket.recv_fds(control, 64, 1, socket.MSG_DONTWAIT)
    except OSError as error:
        raise SandboxFailureError(f"a template is gone: {error}") from None
    if not listeners:
        raise SandboxFailureError("a template is gone")
    return listeners[0]


@dataclass(frozen=True, slots=True)
class ForkRequest:
    """A thread that waits in a fork; `thread` is its id."""

    listener: int
    id: int
    thread: int

    @classmethod
    def receive(cls, listener: int) -> Self | None:
        """The oldest request; None where whoever made it is gone.

        Raises:
            OSError: the filter's processes are all gone.
        """
        request = bytearray(_REQUEST_BYTES)
        try:
            fcntl.ioctl(listener, _RECEIVE, request)
        except FileNotFoundError:
            return None
        number, thread, _ = _REQUEST.unpack_from(request)
        return cls(listener, number, thread)

    def allow(self) -> bool:
        """Let the fork happen; whether it still waited for it."""
        return self._respond(0, _CONTINUE)

    def refuse(self) -> None:
        """Let the fork fail, as it does everywhere else in the sandbox."""
        self._respond(-errno.EPERM, 0)

    def _respond(self, error: int, flags: int) -> bool:
        try:
            fcntl.ioctl(self.listener, _SEND, _RESPONSE.pack(self.id, 0, error, flags))
        except FileNotFoundError:
            return False
        return True
