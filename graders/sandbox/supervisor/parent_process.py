"""The judge's handle on a preloaded parent: start it, have it fork, end it."""

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

# Importing JAX takes about a second; a machine under load, or a cold disk, takes many times that.
_PARENT = "graders.sandbox.child.parent"
_START_TIMEOUT_S = 120

# It kills its children before it ends.
_END_TIMEOUT_S = 10

# Tuning that an operator sets for the machine's processor, and that NumPy's results may hang on.
_PASSED_ON = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")

ENVIRONMENT = {
    "HOME": "/nonexistent",
    # Huge pages for the heap: a fork copies, and its end frees, a tenth of the page table entries.
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "LANG": "C.UTF-8",
    # Iteration over a set of text must not differ from one start to the next.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "JAX_PLATFORMS": "cpu",
    "OPENBLAS_NUM_THREADS": "1",
    # XLA's pools one thread wide: otherwise a child of a 64-core machine has hundreds.
    "NPROC": "1",
    "PJRT_NPROC": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
}


class ParentProcess:
    """A running parent: `versions` is what it runs on, `forks` makes its children."""

    versions: dict[str, str]
    forks: ForkServer

    def __init__(self, confinement: Confinement) -> None:
        """Start it and wait until it can fork.

        Raises:
            SandboxUnavailableError: it did not come up; the message carries what it said.
        """
        control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-s",
                    "-P",
                    "-m",
                    "graders.sandbox.child.parent",
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
        try:
            control.settimeout(_START_TIMEOUT_S)
            control.send(
                json.dumps(
                    {
                        "strict_filter": base64.b64encode(confinement.strict_filter).decode(),
                        "template_filter": base64.b64encode(confinement.template_filter).decode(),
                        "readable": confinement.readable,
                        "keep_read_search": confinement.keep_read_search,
                    }
                ).encode()
            )
            self.versions = json.loads(control.recv(MESSAGE_BYTES))
        except (OSError, ValueError):
            control.close()
            self._process.kill()
            said = self._end()
            raise SandboxUnavailableError(
                f"the sandbox's parent process did not start: {said or 'it said nothing'}"
            ) from None
        self.forks = ForkServer(control, self._process.pid)

    def close(self) -> None:
        """End it, and with it every child; a second time does nothing."""
        # In this order: a fork under way must see the end, not a closed descriptor.
        self.forks.shut_down()
        self._end()
        self.forks.close()

    def _end(self) -> str:
        """End it if it does not by itself; what it said."""
        if self._process.returncode is not None:
            return ""
        try:
            _, said = self._process.communicate(timeout=_END_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            _, said = self._process.communicate()
        return str(said.decode(errors="replace").strip())
