"""A sandbox that starts, and is attacked, while its judge does something else."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock

from graders.sandbox.errors import SandboxUnavailableError
from graders.sandbox.supervisor.host import find_confinement
from graders.sandbox.supervisor.parent_process import StartingParent
from graders.sandbox.supervisor.sandbox import Sandbox
from graders.sandbox.supervisor.self_check import check_confinement


class StartingSandbox:
    """Most of it happens in other processes: the rest is a thread that waits for them."""

    def __init__(self, parent: StartingParent | None = None) -> None:
        """Start it.

        Args:
            parent: a parent that was started earlier; None to start it here.

        Raises:
            SandboxUnavailableError: a required layer is missing.
        """
        self._parent = parent or StartingParent(find_confinement())
        self._lock = Lock()
        self._sandbox: Sandbox | None = None
        self._is_closed = False
        thread = ThreadPoolExecutor(1, "sandbox-start")
        self._checking = thread.submit(self._check)
        thread.shutdown(wait=False)

    def wait(self) -> Sandbox:
        """Wait until every attack was tried, and has failed. The sandbox is the caller's to close.

        Raises:
            SandboxUnavailableError: a required layer is missing, or an attack succeeded.
            SandboxFailureError: the sandbox failed.
        """
        return self._checking.result()

    def close(self) -> None:
        """End it, also if it has been handed over; a second call does nothing."""
        with self._lock:
            self._is_closed = True
            sandbox = self._sandbox
        if sandbox is None:
            self._parent.process.kill()
        else:
            sandbox.close()
        # It fails now, unless it was over.
        self._checking.exception()

    def _check(self) -> Sandbox:
        try:
            sandbox = Sandbox(self._parent)
        except BaseException:
            self._parent.cancel()
            raise
        try:
            with self._lock:
                self._sandbox = sandbox
                if self._is_closed:
                    raise SandboxUnavailableError("it was closed while it started")
            check_confinement(sandbox)
        except BaseException:
            sandbox.close()
            raise
        return sandbox
