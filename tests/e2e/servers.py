"""Services for browsers to visit, on loopback."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from app.auth.api_key import KeyRequest
from app.auth.caller import Scope
from app.auth.key_repository import KeyStore
from app.auth.learner_token import LearnerClaim, sign
from app.auth.site_repository import SiteStore
from app.lti.platform_repository import PlatformStore
from app.lti.schemas import PlatformRequest
from app.lti.tool_keys import new_private_key
from app.settings import Settings
from tests.app.listening import listening
from tests.app.migrated import make_data_folder
from tests.app.running import Running
from tests.app.scripted_judge import ScriptedJudge

_SCRIPT = "from app.server import serve; from app.settings import Settings; serve(Settings())"
_START_S = 100


@contextmanager
def judging_server(problems_dir: Path, folder: Path) -> Iterator[str]:
    """The service as it ships, in a process of its own; its address."""
    log = folder / "log"
    environment = os.environ | {
        "NNX_JUDGE_DATA_DIR": str(folder / "data"),
        "NNX_JUDGE_PROBLEMS_DIR": str(problems_dir),
        "NNX_JUDGE_PORT": "0",
        "NNX_JUDGE_SLOTS": "1",
        # To compute more of them ahead than these tests need would take from the other tests' time.
        "NNX_JUDGE_PRECOMPUTED_DRAWS": "2",
    }
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT], env=environment, stdout=stream, stderr=stream
        )
    try:
        yield _address(log, process)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _address(log: Path, process: subprocess.Popen[bytes]) -> str:
    deadline = time.monotonic() + _START_S
    while process.poll() is None and time.monotonic() < deadline:
        for line in log.read_text().splitlines():
            if found := re.search(r"listening on (http://[\w.:]+)", line):
                return found[1]
        time.sleep(0.05)
    raise AssertionError(f"it did not start:\n{log.read_text()}")


class KeyedServer:
    """The service with a scripted judge and with keys, in a thread of this process."""

    def __init__(self, settings: Settings, bound: socket.socket | None = None) -> None:
        self._settings = settings
        self._bound = bound
        self._started = threading.Event()
        self._stop: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._run)
        self._api: Running | None = None
        self.url = ""
        self.key = ""
        self.author_key = ""
        self._secret = ""

    def key_for(self, *scopes: Scope) -> str:
        """A new key of the site `practice`."""
        assert self._loop is not None
        assert self._api is not None
        store = KeyStore(self._api.database)
        wanted = KeyRequest(site="practice", scopes=list(scopes))
        issued = asyncio.run_coroutine_threadsafe(store.create(wanted), self._loop)
        return issued.result(timeout=60).key

    def register(self, platform: PlatformRequest) -> None:
        """Let a learning platform open problems."""
        assert self._loop is not None
        assert self._api is not None
        adding = PlatformStore(self._api.database).add(platform, new_private_key())
        asyncio.run_coroutine_threadsafe(adding, self._loop).result(timeout=60)

    def token(self, learner: str, lifetime_s: int = 3600) -> str:
        claim = LearnerClaim(site="practice", learner=learner, exp=int(time.time()) + lifetime_s)
        return sign(claim, self._secret)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(timeout=60)
        assert self.url, "it did not start"
        return self

    def __exit__(self, *_: object) -> None:
        assert self._loop is not None
        assert self._stop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=60)

    def _run(self) -> None:
        make_data_folder(self._settings.data_dir)
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        try:
            async with listening(self._settings, ScriptedJudge(), self._bound) as api:
                self._api = api
                await self._make_keys(api)
                self.url = str(api.client.base_url).rstrip("/")
                self._started.set()
                await self._stop.wait()
        finally:
            self._started.set()

    async def _make_keys(self, api: Running) -> None:
        wanted = KeyRequest(site="practice", scopes=["submit", "read"])
        self.key = (await KeyStore(api.database).create(wanted)).key
        author = KeyRequest(site="practice", scopes=["author"])
        self.author_key = (await KeyStore(api.database).create(author)).key
        secret = await SiteStore(api.database).webhook_secret("practice")
        assert secret is not None
        self._secret = secret


class BreakingProxy:
    """Passes bytes on to a service, and breaks every connection when told to."""

    def __init__(self, url: str) -> None:
        host, port = url.removeprefix("http://").split(":")
        self._target = (host, int(port))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def break_all(self) -> None:
        for each in self._open:
            # To close it would wait for the threads that read from it.
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        self._open.clear()

    def close(self) -> None:
        self._listener.close()
        self.break_all()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._target)
            except OSError:
                return
            self._open += [client, server]
            for pair in ((client, server), (server, client)):
                threading.Thread(target=_pass_on, args=pair, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with source, suppress(OSError):
        while data := source.recv(2**16):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
