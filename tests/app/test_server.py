import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import httpx
import pytest

from app.core.errors import StoreError
from app.database.data_folder import held_folder
from app.server import AddressUnavailableError, serve
from app.settings import Settings
from graders.problem.files import ProblemError
from tests.app.listening import TRUST_NOBODY
from tests.app.running import SUBMISSIONS

# It sleeps: the others need the processor.
ENDLESS = "import time\n\n\ndef double(x):\n    while True:\n        time.sleep(60)\n"
# On a busy machine a stop may take longer than it is allowed to.
SCRIPT = """
from app import server
from app.settings import Settings
server.STOP_S = 100
server.serve(Settings())
"""


class Server:
    """A real server in a process of its own, on a free port."""

    def __init__(self, settings: Settings, host: str) -> None:
        self._database = settings.data_dir / "submissions.db"
        self.process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env=os.environ
            | {
                "NNX_JUDGE_DATA_DIR": str(settings.data_dir),
                "NNX_JUDGE_PROBLEMS_DIR": str(settings.problems_dir),
                "NNX_JUDGE_HOST": host,
                "NNX_JUDGE_PORT": "0",
                "NNX_JUDGE_PRECOMPUTED_DRAWS": "2",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self.line_with("listening on ").split()[-1]
        self._client = httpx.Client(base_url=self.url, timeout=90, verify=TRUST_NOBODY)

    def line_with(self, text: str) -> str:
        """The next line that it logs which has the text."""
        assert self.process.stderr is not None
        seen = ""
        for logged in self.process.stderr:
            seen += logged
            for line in json.loads(logged)["event"].splitlines():
                if text in line:
                    return str(line)
        raise AssertionError(f"no {text!r} in its log:\n{seen}")

    def submit(self, source: str, prefer: str) -> httpx.Response:
        return self._client.post(
            SUBMISSIONS,
            json={"problem": "double", "source": source},
            headers={"Prefer": prefer},
        )

    def read(self, path: str) -> dict[str, Any]:
        document: dict[str, Any] = self._client.get(path).json()
        return document

    def read_until(self, path: str, status: str) -> dict[str, Any]:
        while (document := self.read(path))["status"] != status:
            time.sleep(0.05)
        return document

    def wait_until_stored(self, count: int) -> None:
        """Until it has acted upon the requests that other threads have sent."""
        with closing(sqlite3.connect(self._database)) as database:
            while database.execute("SELECT count(*) FROM submissions").fetchone() != (count,):
                time.sleep(0.05)

    def follow(self, path: str, following: Barrier) -> list[str]:
        """The names of a submission's events; at the barrier once the first has come."""
        names: list[str] = []
        with self._client.stream("GET", f"{path}/events") as answer:
            for line in answer.iter_lines():
                if line.startswith("event: "):
                    names.append(line.removeprefix("event: "))
                    if len(names) == 1:
                        following.wait(60)
        return names

    def stop(self, number: int = signal.SIGTERM) -> int:
        self.process.send_signal(number)
        return self.process.wait(timeout=60)

    def close(self) -> None:
        """Kill it, if it still runs."""
        self._client.close()
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


@pytest.fixture
def start(settings: Settings) -> Iterator[Callable[..., Server]]:
    toml = settings.problems_dir / "double" / "problem.toml"
    toml.write_text(toml.read_text().replace("[limits]", "[limits]\nwall_s = 3.0"))
    servers: list[Server] = []

    def start(host: str = "127.0.0.1") -> Server:
        servers.append(Server(settings, host))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


class TestStart:
    @pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
    def test_the_command_in_its_log_gets_a_verdict(self, start: Callable[..., Server]) -> None:
        command = start().line_with("curl ")
        answer = subprocess.run(command, shell=True, capture_output=True, check=True)
        document = json.loads(answer.stdout)
        assert document["verdict"] == "accepted"
        assert document["message"] == "All 2 cases passed."

    @pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
    def test_where_others_reach_it_the_command_needs_the_key_that_was_printed(
        self, start: Callable[..., Server]
    ) -> None:
        server = start("0.0.0.0")
        assert server.process.stdout is not None
        key = server.process.stdout.readline().split()[-1]
        command = server.line_with("curl ")
        for value, expected in (("", "unauthorized"), (key, "All 2 cases passed.")):
            answer = subprocess.run(
                command, shell=True, capture_output=True, check=True, env={"KEY": value}, text=True
            )
            assert expected in answer.stdout

    def test_a_taken_port_is_told(self, settings: Settings) -> None:
        with socket.create_server(("127.0.0.1", 0)) as other:
            taken = settings.model_copy(update={"port": other.getsockname()[1]})
            with pytest.raises(AddressUnavailableError, match="Address already in use"):
                serve(taken)

    def test_an_address_of_another_machine_is_told(self, settings: Settings) -> None:
        with pytest.raises(AddressUnavailableError, match=r"192\.0\.2\.1"):
            serve(settings.model_copy(update={"host": "192.0.2.1", "port": 0}))

    def test_a_wrong_problem_is_told(self, settings: Settings) -> None:
        (settings.problems_dir / "double" / "statement.md").unlink()
        with pytest.raises(ProblemError, match=r"statement\.md"):
            serve(settings.model_copy(update={"port": 0}))

    def test_a_data_folder_in_use_is_told(self, settings: Settings) -> None:
        with (
            held_folder(settings.data_dir),
            pytest.raises(StoreError, match="another nnx-judge"),
        ):
            serve(settings.model_copy(update={"port": 0}))


def test_a_stop_while_it_starts_ends_it_in_order(settings: Settings) -> None:
    # A database that takes what is sent, and never answers.
    with socket.create_server(("127.0.0.1", 0)) as database:
        url = f"postgresql://me@127.0.0.1:{database.getsockname()[1]}/judge"
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            env=os.environ
            | {
                "NNX_JUDGE_DATA_DIR": str(settings.data_dir),
                "NNX_JUDGE_PROBLEMS_DIR": str(settings.problems_dir),
                "NNX_JUDGE_PORT": "0",
                "NNX_JUDGE_SLOTS": "0",
                "NNX_JUDGE_DATABASE_URL": url,
            },
        )
        try:
            with database.accept()[0]:
                process.send_signal(signal.SIGTERM)
                assert process.wait(timeout=100) == 0
        finally:
            process.kill()
            process.wait()


class TestStop:
    @pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
    def test_whoever_waits_or_follows_is_answered_and_the_work_is_done_after_the_restart(
        self, start: Callable[..., Server], number: int
    ) -> None:
        server = start()
        path = server.submit(ENDLESS, "wait=0").headers["location"]
        following = Barrier(6)
        with ThreadPoolExecutor() as threads:
            streams = [threads.submit(server.follow, path, following) for _ in range(5)]
            waiting = threads.submit(server.submit, ENDLESS, "wait=60")
            server.read_until(path, "running")
            server.wait_until_stored(2)
            following.wait(60)
            assert server.stop(number) == 0
            for stream in streams:
                # Ended in order: a stream that is cut off raises.
                assert set(stream.result()) <= {"status", "case"}
            answer = waiting.result()
        assert answer.status_code == 202
        assert server.process.stderr is not None
        levels = [json.loads(line)["level"] for line in server.process.stderr]
        assert levels
        assert "error" not in levels
        server = start()
        for location in (path, answer.headers["location"]):
            document = server.read_until(location, "finished")
            assert document["verdict"] == "time_limit_exceeded"

    def test_a_killed_service_loses_nothing(self, start: Callable[..., Server]) -> None:
        server = start()
        paths = [server.submit(ENDLESS, "wait=0").headers["location"] for _ in range(3)]
        server.read_until(paths[0], "running")
        server.stop(signal.SIGKILL)
        server = start()
        documents = [server.read_until(path, "finished") for path in paths]
        assert {document["verdict"] for document in documents} == {"time_limit_exceeded"}
