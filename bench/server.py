"""A real `nnx-judge serve` on a free loopback port."""

import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from bench.plan import BenchError, Subject
from bench.processes import wait_until_quiet

SUBMISSIONS = "/api/v1/submissions"

_START_TIMEOUT_S = 60.0
_WARM_TIMEOUT_S = 180.0
_STOP_TIMEOUT_S = 20.0
_POLL_S = 0.02
_WAIT_S = 20
_PREFIX = "NNX_JUDGE_"


class Server:
    """The service in a process of its own, answering."""

    def __init__(self, subject: Subject, data_dir: Path, bank_size: int) -> None:
        """Start it; `wait_until_ready` waits for its first good answer."""
        self._problem = subject.problem.name
        self._data_dir = data_dir
        data_dir.mkdir(exist_ok=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        # A proxy of the environment is none of the loopback's.
        self.client = httpx.Client(base_url=self.url, timeout=60, trust_env=False)
        self._log_path = data_dir / "server.log"
        self._begin = time.perf_counter()
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sysconfig.get_path("scripts")) / "nnx-judge", "serve"],
                env=_environment()
                | {
                    f"{_PREFIX}DATA_DIR": str(data_dir),
                    f"{_PREFIX}PROBLEMS_DIR": str(subject.problems_dir.resolve()),
                    f"{_PREFIX}HOST": "127.0.0.1",
                    f"{_PREFIX}PORT": str(port),
                    f"{_PREFIX}BANK_SIZE": str(bank_size),
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def free_draws(self) -> int:
        """How many draws its bank has."""
        return sum(1 for _ in self._data_dir.glob("bank/*/*.free"))

    def wait_until_ready(self) -> float:
        """Wait for the first good answer of /readyz; the seconds since the start."""
        self._wait_for(lambda: self._readiness() is not None, _START_TIMEOUT_S)
        return time.perf_counter() - self._begin

    def wait_until_warm(self) -> float:
        """Wait until /readyz calls the problem warm; the seconds since the start."""

        def is_warm() -> bool:
            ready = self._readiness()
            return ready is not None and ready["problems"][self._problem] == "warm"

        self._wait_for(is_warm, _WARM_TIMEOUT_S)
        return time.perf_counter() - self._begin

    def wait_for_draws(self, count: int) -> None:
        """Wait until its bank has so many draws."""
        self._wait_for(lambda: self.free_draws >= count, _WARM_TIMEOUT_S)

    def wait_until_quiet(self) -> None:
        """Wait until it has made ready everything that it makes ready."""
        wait_until_quiet(self._process.pid, _WARM_TIMEOUT_S)

    def submit_ms(self, source: str) -> float:
        """How long a client waits from submitting until it has the verdict, as Python objects.

        Raises:
            BenchError: it was not accepted.
        """
        begin = time.perf_counter()
        answer = self.client.post(
            SUBMISSIONS,
            json={"problem": self._problem, "source": source},
            headers={"Prefer": f"wait={_WAIT_S}"},
        )
        document = answer.json()
        took_s = time.perf_counter() - begin
        require_accepted(document)
        return took_s * 1e3

    def stop(self) -> None:
        """End it as an operator would; kill it if it does not end."""
        self.client.close()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _readiness(self) -> dict[str, Any] | None:
        try:
            answer = self.client.get("/readyz")
        except httpx.TransportError:
            return None
        if answer.status_code != httpx.codes.OK:
            return None
        ready: dict[str, Any] = answer.json()
        return ready

    def _wait_for(self, condition: Callable[[], bool], timeout_s: float) -> None:
        deadline = time.monotonic() + timeout_s
        while not condition():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self._log_path.read_text(errors="replace")[-2000:]
                raise BenchError(f"the server did not become ready; its log ends:\n{log}")
            time.sleep(_POLL_S)


@contextmanager
def running_server(subject: Subject, data_dir: Path, bank_size: int = 0) -> Iterator[Server]:
    """A started server, ended with the context.

    With a `bank_size` of 0 it uses up the draws that its data folder has and computes no new ones,
    so nothing but submissions keeps it busy.
    """
    server = Server(subject, data_dir, bank_size)
    try:
        yield server
    finally:
        server.stop()


def require_accepted(document: dict[str, Any]) -> None:
    """Make sure that a submission was judged, and accepted.

    Raises:
        BenchError: it was not.
    """
    if document.get("verdict") != "accepted":
        raise BenchError(f"a right submission was not accepted: {str(document)[:500]}")


def free_port() -> int:
    """A port that nothing listens on at the moment."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def _environment() -> dict[str, str]:
    """This process's, without settings that were meant for another server."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_PREFIX)}
