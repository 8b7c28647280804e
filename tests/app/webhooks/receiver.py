"""A site's end of the webhooks, on a loopback address."""

import asyncio
import queue
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PATIENCE_S = 30


@dataclass(frozen=True, slots=True)
class Received:
    path: str
    # Their names are lower-case.
    headers: Mapping[str, str]
    body: bytes


class Receiver:
    """Answers each path as `answers` says, else 204. What it answers None to is held."""

    def __init__(self) -> None:
        self.answers: dict[str, int | None] = {}
        self.answer_headers: dict[str, str] = {}
        self.most_at_once: dict[str, int] = {}
        self.port = 0
        self._at_once: dict[str, int] = {}
        self._received: queue.Queue[Received] = queue.Queue()
        self._release = threading.Event()
        self._lock = threading.Lock()

    def url(self, path: str = "/hook") -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    async def next(self) -> Received:
        return await asyncio.to_thread(self._received.get, timeout=PATIENCE_S)

    @property
    def is_idle(self) -> bool:
        """Whether nothing came that was not asked for."""
        return self._received.empty()

    def release(self) -> None:
        """Answer what is held, and hold nothing more."""
        self._release.set()

    def take(self, received: Received) -> int:
        with self._lock:
            self._at_once[received.path] = self._at_once.get(received.path, 0) + 1
            most = max(self._at_once[received.path], self.most_at_once.get(received.path, 0))
            self.most_at_once[received.path] = most
        self._received.put(received)
        status = self.answers.get(received.path, 204)
        if status is None:
            assert self._release.wait(PATIENCE_S)
        with self._lock:
            self._at_once[received.path] -= 1
        return status or 204


@contextmanager
def receiving(tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = receiver.take(Received(self.path, headers, body))
            self.send_response(status)
            for name, value in receiver.answer_headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        # Whoever hangs up early, or refuses the certificate, does so on purpose.
        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.release()
        server.shutdown()
        thread.join()
        server.server_close()
