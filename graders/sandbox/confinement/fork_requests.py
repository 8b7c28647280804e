"""A filtered process's requests for permission to fork, as the kernel passes them to the judge.

A filter may make a system call wait until the holder of its listener allows or refuses it
(seccomp_unotify(2)). A fork's arguments are registers, so what was requested is what will be done.
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
# struct seccomp_notif: an id, the thread, flags, and struct seccomp_data, which is not used.
_REQUEST, _REQUEST_BYTES = struct.Struct("=QII"), 80
# struct seccomp_notif_resp: the id, a result, an error, flags.
_RESPONSE = struct.Struct("=QqiI")
_CONTINUE = 1


def give_listener(control: int, listener: int) -> None:
    """In the filtered process: send the listener to the judge, and keep no copy."""
    # If the kind is given, Python does not ask the kernel for it; the filter would refuse that.
    judge = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, control)
    socket.send_fds(judge, [b"listener"], [listener])
    judge.detach()
    os.close(listener)


def take_listener(control: socket.socket) -> int:
    """The listener that a filtered process sent before it did anything else.

    Raises:
        SandboxFailureError: the process is gone.
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
    """A thread that waits to fork; `thread` is its id."""

    listener: int
    id: int
    thread: int

    @classmethod
    def receive(cls, listener: int) -> Self | None:
        """The oldest request; None if the thread that made it is gone.

        Raises:
            OSError: all processes with the filter are gone.
        """
        request = bytearray(_REQUEST_BYTES)
        try:
            fcntl.ioctl(listener, _RECEIVE, request)
        except FileNotFoundError:
            return None
        number, thread, _ = _REQUEST.unpack_from(request)
        return cls(listener, number, thread)

    def allow(self) -> bool:
        """Let the fork happen. Return whether the thread was still waiting for it."""
        return self._respond(0, _CONTINUE)

    def refuse(self) -> None:
        """Make the fork fail, as it does everywhere else in the sandbox."""
        self._respond(-errno.EPERM, 0)

    def _respond(self, error: int, flags: int) -> bool:
        try:
            fcntl.ioctl(self.listener, _SEND, _RESPONSE.pack(self.id, 0, error, flags))
        except FileNotFoundError:
            return False
        return True
