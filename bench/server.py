"""A real `nnx-judge serve` on a free loopback port."""

import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from prometheus_client.parser import text_string_to_metric_families

from bench.plan import BenchError
from bench.processes import Memory, proportional_memory, tree, wait_until_quiet

SUBMISSIONS = "/api/v1/submissions"

_START_TIMEOUT_S = 180.0
_WARM_TIMEOUT_S = 180.0
# To precompute cases for a problem may take minutes.
_QUIET_TIMEOUT_S = 900.0
_STOP_TIMEOUT_S = 20.0
_POLL_S = 0.02
WAIT_S = 60
_PREFIX = "NNX_JUDGE_"


class Server:
    """The service in a process of its own, answering."""

    def __init__(self, problems_dir: Path, data_dir: Path, settings: Mapping[str, int]) -> None:
        """Start it; `wait_until_ready` waits for its first good answer."""
        self.data_dir = data_dir
        data_dir.mkdir(exist_ok=True)
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        # A proxy of the environment is none of the loopback's.
        self.client = httpx.Client(base_url=self.url, timeout=WAIT_S + 30, trust_env=False)
        self._log_path = data_dir / "server.log"
        self._begin = time.perf_counter()
        with self._log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [Path(sysconfig.get_path("scripts")) / "nnx-judge", "serve"],
                env=_environment()
                | {
                    f"{_PREFIX}DATA_DIR": str(data_dir),
                    f"{_PREFIX}PROBLEMS_DIR": str(problems_dir.resolve()),
                    f"{_PREFIX}HOST": "127.0.0.1",
                    f"{_PREFIX}PORT": str(port),
                }
                | {f"{_PREFIX}{name.upper()}": str(value) for name, value in settings.items()},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    @property
    def process(self) -> int:
        """The id of the service's own process."""
        return self._process.pid

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log_path.read_text(errors="replace")

    @property
    def memory(self) -> Memory:
        """What all of its processes take together."""
        return proportional_memory(tree(self._process.pid))

    def wait_until_ready(self) -> float:
        """Wait for the first good answer of /readyz; the seconds since the start."""
        self._wait_for(lambda: self._readiness() is not None, _START_TIMEOUT_S)
        return time.perf_counter() - self._begin

    def wait_until_warm(self, problem: str) -> float:
        """Wait until /readyz calls the problem warm; the seconds since the start."""
        self._wait_for(lambda: self.is_warm(problem), _WARM_TIMEOUT_S)
        return time.perf_counter() - self._begin

    def is_warm(self, problem: str) -> bool:
        """Whether /readyz calls the problem warm."""
        ready = self._readiness()
        return ready is not None and ready["problems"][problem] == "warm"

    def wait_until_quiet(self) -> None:
        """Wait until it has made ready everything that it makes ready."""
        wait_until_quiet(self._process.pid, _QUIET_TIMEOUT_S)

    def submit(self, problem: str, source: str) -> tuple[dict[str, Any], float]:
        """Submit, and wait for the verdict.

        Returns:
            The submission's document, and for how many milliseconds a client waits until it has
            it as Python objects.
        """
        begin = time.perf_counter()
        answer = self.client.post(
            SUBMISSIONS,
            json={"problem": problem, "source": source},
            headers={"Prefer": f"wait={WAIT_S}"},
        )
        document: dict[str, Any] = answer.json()
        while document.get("status") in ("queued", "running"):
            time.sleep(_POLL_S)
            document = self.client.get(f"{SUBMISSIONS}/{document['id']}").json()
        return document, (time.perf_counter() - begin) * 1e3

    def accepted_ms(self, problem: str, source: str) -> float:
        """How long a client waits for the verdict on a submission that is right.

        Raises:
            BenchError: it was not accepted.
        """
        document, took_ms = self.submit(problem, source)
        require_accepted(document)
        return took_ms

    def sandbox_events(self) -> dict[str, int]:
        """How often each thing has happened in the sandbox, as /metrics counts it."""
        text = self.client.get("/metrics").raise_for_status().text
        return {
            sample.labels["event"]: int(sample.value)
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "nnx_judge_sandbox_events_total"
        }

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
def running_server(problems_dir: Path, data_dir: Path, **settings: int) -> Iterator[Server]:
    """A started server, ended with the context.

    Args:
        problems_dir: the problems.
        data_dir: its data folder, made where it is missing.
        settings: the settings in `app.settings` that are not to have their defaults.
    """
    server = Server(problems_dir, data_dir, settings)
    try:
        yield server
    finally:
        server.stop()


def require_accepted(document: Mapping[str, Any]) -> None:
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
