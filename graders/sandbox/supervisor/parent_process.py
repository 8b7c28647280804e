"""The judge's handle on a preloaded parent: start it, make it fork, end it.

This module imports no NumPy, so that a command can start the parent before its other imports.
"""

import base64
import json
import os
import socket
import subprocess
import sys

from graders.sandbox.child.forking import MESSAGE_BYTES
from graders.sandbox.confinement.confine import Confinement
from graders.sandbox.errors import SandboxUnavailableError
from graders.sandbox.supervisor.forks import ForkServer

_PARENT = "graders.sandbox.child.parent"
# Importing JAX takes about a second; a machine under load, or a cold disk, takes many times that.
_START_TIMEOUT_S = 120

# It kills its children before it ends. Where it does not, the kernel does once it is killed.
_END_TIMEOUT_S = 3

# Tuning that an operator sets for the machine's processor; NumPy's results may depend on it.
_PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")

ENVIRONMENT = {
    "HOME": "/nonexistent",
    # Huge pages for the heap: a fork copies, and its end frees, a tenth of the page table entries.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "LANG": "C.UTF-8",
    # Iteration over a set of text must not differ between starts.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "JAX_PLATFORMS": "cpu",
    "OPENBLAS_NUM_THREADS": "1",
    # One thread for each XLA pool: otherwise a child on a 64-core machine has hundreds.
    "NPROC": "1",
    "PJRT_NPROC": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class StartingParent:
    """A parent that imports what it needs, while its judge does something else."""

    def __init__(self, confinement: Confinement) -> None:
        """Start it."""
        self.confinement = confinement
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control.settimeout(_START_TIMEOUT_S)
        with theirs:
            self.control.send(
                json.dumps(
                    {
                        "strict_filter": base64.b64encode(confinement.strict_filter).decode(),
                        "template_filter": base64.b64encode(confinement.template_filter).decode(),
                        "readable": confinement.readable,
                        "keep_read_search": confinement.keep_read_search,
                    }
                ).encode()
            )
            self.process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-m",
                    _PARENT,
                    str(theirs.fileno()),
                ],
                env=ENVIRONMENT | {k: os.environ[k] for k in _PASSED_ON if k in os.environ},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                pass_fds=[theirs.fileno()],
                # Ctrl-C on the judge's terminal is the judge's to handle.
                start_new_session=True,
            )

    def wait(self) -> dict[str, str]:
        """Wait until it can fork. Return the versions that it runs on.

        Raises:
            SandboxUnavailableError: it did not start; the message has its output.
        """
        try:
            versions: dict[str, str] = json.loads(self.control.recv(MESSAGE_BYTES))
        except (OSError, ValueError):
            said = self.cancel()
            raise SandboxUnavailableError(
                f"the sandbox's parent process did not start: {said or 'it said nothing'}"
            ) from None
        return versions

    def cancel(self) -> str:
        """End it, unless it has ended. Return its output."""
        if self.process.returncode is not None:
            return ""
        self.control.close()
        self.process.kill()
        _, said = self.process.communicate()
        return str(said.decode(errors="replace").strip())


class ParentProcess:
    """A running parent: `versions` are those it runs on, `forks` makes its children."""

    versions: dict[str, str]
    forks: ForkServer

    def __init__(self, starting: StartingParent) -> None:
        """Wait until it can fork.

        Raises:
            SandboxUnavailableError: it did not start; the message has its output.
        """
        self.versions = starting.wait()
        self.forks = ForkServer(starting.control, starting.process.pid)
        self._process = starting.process

    def close(self) -> None:
        """End it and all its children; a second call does nothing."""
        # In this order: a fork under way must see the end, not a closed descriptor.
        self.forks.shut_down()
        if self._process.returncode is None:
            try:
                self._process.communicate(timeout=_END_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.communicate()
        self.forks.close()
