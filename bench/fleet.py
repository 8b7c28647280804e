"""The service in several processes that can be killed, and are started again."""

import os
import signal
import subprocess
import sysconfig
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from bench.plan import BenchError
from bench.processes import tree
from bench.server import free_port

_START_TIMEOUT_S = 180.0
_POLL_S = 0.05
_STOP_TIMEOUT_S = 60.0
_SANDBOX_PARENT = b"graders.sandbox.child.parent"

Role = Literal["serve", "worker"]


@dataclass(frozen=True, slots=True)
class Stop:
    """How a member ended that was asked to: its exit code is negative where it had to be killed."""

    role: Role
    took_s: float
    exit_code: int


class Member:
    """One process of the fleet, on a port that it keeps."""

    def __init__(
        self,
        role: Role,
        environment: Mapping[str, str],
        log: Path,
        cores: Collection[int] | None = None,
        command: Sequence[str] | None = None,
    ) -> None:
        """Start it; on `cores` alone and by another command, where they are given."""
        port = free_port()
        self.role: Role = role
        self.url = f"http://127.0.0.1:{port}"
        self._environment = {**environment, "NNX_JUDGE_PORT": str(port)}
        self._log_path = log
        self._cores = cores
        program = str(Path(sysconfig.get_path("scripts")) / "nnx-judge")
        self._command = [program, role] if command is None else list(command)
        self._process = self._started()

    def wait_until_ready(self) -> None:
        """Wait until it judges.

        Raises:
            BenchError: it does not come up.
        """
        deadline = time.monotonic() + _START_TIMEOUT_S
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                log = self._log_path.read_text(errors="replace")[-2000:]
                raise BenchError(f"a {self.role} did not become ready; its log ends:\n{log}")
            time.sleep(_POLL_S)

    def kill(self) -> None:
        """Kill it as a power cut would, and start another in its place."""
        self._process.kill()
        self._process.wait()
        self._process = self._started()

    def kill_sandbox_parent(self) -> bool:
        """Kill the process that its sandboxed ones come from; whether there was one."""
        for process in tree(self._process.pid)[1:]:
            try:
                if _SANDBOX_PARENT in Path(f"/proc/{process}/cmdline").read_bytes():
                    os.kill(process, signal.SIGKILL)
                    return True
            except (FileNotFoundError, ProcessLookupError):
                continue
        return False

    def pause(self) -> None:
        """Let it hang, as a machine does that is suspended."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> Stop:
        """End it as an operator would."""
        begin = time.monotonic()
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(_STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        return Stop(self.role, time.monotonic() - begin, self._process.returncode)

    def start(self) -> None:
        """Start it again after it was stopped."""
        self._process = self._started()

    def _started(self) -> "subprocess.Popen[bytes]":
        command = self._command
        if self._cores is not None:
            command = ["taskset", "--cpu-list", ",".join(map(str, self._cores)), *command]
        with self._log_path.open("ab") as log:
            return subprocess.Popen(
                command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def _is_ready(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/readyz", trust_env=False, timeout=5)
        except httpx.TransportError:
            return False
        return answer.status_code == httpx.codes.OK


@contextmanager
def running_fleet(
    roles: list[Role], folder: Path, problems_dir: Path, settings: dict[str, str]
) -> Iterator[list[Member]]:
    """One process a role, all ready; ended with the context.

    Args:
        roles: what each is.
        folder: for their data and logs.
        problems_dir: the problems.
        settings: environment variables for all of them.
    """
    with running_members() as members:
        for number, role in enumerate(roles, 1):
            name = f"{role}-{number}"
            environment = environment_of(folder / name, problems_dir) | settings
            members.append(Member(role, environment, folder / f"{name}.log"))
        for member in members:
            member.wait_until_ready()
        yield members


@contextmanager
def running_members() -> Iterator[list[Member]]:
    """An empty list; the members that are added to it are ended with the context."""
    members: list[Member] = []
    try:
        yield members
    finally:
        for member in members:
            member.resume()
            member.stop()


def environment_of(data_dir: Path, problems_dir: Path) -> dict[str, str]:
    """The environment of a member with its data in that folder, on loopback."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("NNX_JUDGE_")}
    return inherited | {
        "NNX_JUDGE_DATA_DIR": str(data_dir),
        "NNX_JUDGE_PROBLEMS_DIR": str(problems_dir),
        "NNX_JUDGE_HOST": "127.0.0.1",
    }
