"""The judge's side of forking on request; for the other, see `graders.sandbox.child.forking`."""

import os
import signal
import socket
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graders.sandbox.child.forking import MESSAGE_BYTES
from graders.sandbox.confinement.confine import ChildLimits
from graders.sandbox.errors import SandboxFailureError

_FORK_TIMEOUT_S = 20


def kill_by_pidfd(pidfd: int) -> None:
    """End the process of the descriptor, unless it has ended already."""
    with suppress(ProcessLookupError):
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)


@dataclass(frozen=True, slots=True)
class Child:
    """A forked process, and the judge's ends of its pipes; the caller closes them."""

    process: int
    pidfd: int
    stdout: int
    stderr: int
    job: int
    result: int
    status: int

    def kill(self) -> None:
        """End it, unless it has ended already."""
        kill_by_pidfd(self.pidfd)

    def close(self) -> None:
        """Close every descriptor."""
        pipes = (self.stdout, self.stderr, self.job, self.result, self.status)
        for descriptor in (self.pidfd, *pipes):
            os.close(descriptor)


class _Pipes:
    """The pipes of a requested child: its ends, until they are sent, and the judge's."""

    def __init__(self) -> None:
        job_read, self._job = os.pipe()
        self._result, result_write = os.pipe()
        self._stdout, stdout_write = os.pipe()
        self._stderr, stderr_write = os.pipe()
        self._status, self.status_write = os.pipe()
        self.childs = [stdout_write, stderr_write, job_read, result_write]
        self._ours = [self._stdout, self._stderr, self._job, self._result, self._status]
        for descriptor in self._ours:
            os.set_blocking(descriptor, False)

    def close_childs(self) -> None:
        for descriptor in (*self.childs, self.status_write):
            os.close(descriptor)

    def close_ours(self) -> None:
        for descriptor in self._ours:
            os.close(descriptor)

    def child(self, process: int, pidfd: int) -> Child:
        return Child(
            process=process,
            pidfd=pidfd,
            stdout=self._stdout,
            stderr=self._stderr,
            job=self._job,
            result=self._result,
            status=self._status,
        )


class ForkServer:
    """A process that forks on request. `fork` may be called from any thread."""

    def __init__(
        self,
        control: socket.socket,
        process: int,
        before_request: Callable[[], None] = lambda: None,
    ) -> None:
        """Take over a socket.

        Args:
            control: the socket.
            process: the id of the process at its other end.
            before_request: called before each fork request.
        """
        self._control = control
        self._control.settimeout(_FORK_TIMEOUT_S)
        self._process = process
        self._before_request = before_request
        self._prepared: deque[_Pipes] = deque()
        self._lock = threading.Lock()

    def fork(self, limits: ChildLimits, beyond: int | None = None) -> Child:
        """A new confined child.

        Args:
            limits: what it may use.
            beyond: a descriptor for the child besides its pipes; makes it a template.

        Raises:
            SandboxFailureError: the process is gone or does not answer; it must be replaced.
        """
        with self._lock:
            assert not self._prepared, "answers come in the order of requests"  # noqa: S101
            return self._receive(self._request(limits, beyond))

    def prepare(self, limits: ChildLimits) -> None:
        """Request a child for a later `take_prepared`; all of them have the same limits.

        Raises:
            SandboxFailureError: the process is gone; it must be replaced.
        """
        with self._lock:
            self._prepared.append(self._request(limits))

    def take_prepared(self, limits: ChildLimits) -> Child:
        """The oldest of the children forked ahead, or a new one if there is none.

        Raises:
            SandboxFailureError: the process is gone or does not answer; it must be replaced.
        """
        with self._lock:
            if not self._prepared:
                self._prepared.append(self._request(limits))
            return self._receive(self._prepared.popleft())

    @property
    def prepared(self) -> int:
        """How many children wait for `take_prepared`."""
        return len(self._prepared)

    def discard_prepared(self) -> None:
        """End the children that were forked ahead.

        Raises:
            SandboxFailureError: the process is gone or does not answer; it must be replaced.
        """
        with self._lock:
            while self._prepared:
                child = self._receive(self._prepared.popleft())
                child.kill()
                child.close()

    def _request(self, limits: ChildLimits, beyond: int | None = None) -> _Pipes:
        pipes = _Pipes()
        self._before_request()
        sent = [*pipes.childs, *([] if beyond is None else [beyond]), pipes.status_write]
        try:
            socket.send_fds(self._control, [limits.to_json()], sent)
        except OSError as error:
            pipes.close_ours()
            raise SandboxFailureError(f"the sandbox's parent is gone: {error}") from None
        finally:
            pipes.close_childs()
        return pipes

    def _receive(self, pipes: _Pipes) -> Child:
        try:
            answer, pidfds, _, _ = socket.recv_fds(self._control, MESSAGE_BYTES, 1)
            process = self._verified(answer, pidfds)
        except (OSError, ValueError) as error:
            pipes.close_ours()
            raise SandboxFailureError(f"the sandbox's parent can't fork: {error}") from None
        return pipes.child(process, pidfds[0])

    def shut_down(self) -> None:
        """Make the process end, and a pending request fail."""
        with suppress(OSError):  # It is gone.
            self._control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the socket; the process and its prepared children then end."""
        with self._lock:
            self._control.close()
            while self._prepared:
                self._prepared.popleft().close_ours()

    def _verified(self, answer: bytes, pidfds: list[int]) -> int:
        """The child's process id, once it is certain that the answer names a child.

        A template runs untrusted code, and the judge kills the processes that its answers name.
        """
        if len(pidfds) != 1:
            raise ValueError("it answered without a process")
        try:
            process = int(answer)
            named = Path(f"/proc/self/fdinfo/{pidfds[0]}").read_text()
            if f"Pid:\t{process}\n" not in named:
                raise ValueError("it answered with two processes")
            # Field 4, the parent's id, is the second field after the name in parentheses.
            status = Path(f"/proc/{process}/stat").read_text()
            if int(status.rpartition(")")[2].split()[1]) != self._process:
                raise ValueError("it answered with a process that is not its child")
        except (OSError, ValueError):
            os.close(pidfds[0])
            raise
        return process
