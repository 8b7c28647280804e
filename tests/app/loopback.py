"""Servers of our own on loopback, for the judge to send requests to."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Protocol, TypeVar

from joserfc.jwk import RSAKey


class Answer(NamedTuple):
    status: int
    kind: str
    body: bytes
    # Where an answer of 3xx leads.
    location: str = "/elsewhere"


class Site(Protocol):
    """What a server answers. `faults` has what was wrong with requests."""

    faults: list[str]

    def get(self, target: str, headers: Mapping[str, str], /) -> Answer: ...

    def post(self, target: str, headers: Mapping[str, str], body: bytes, /) -> Answer: ...


_Site = TypeVar("_Site", bound=Site)


@cache
def signing_key() -> RSAKey:
    """The key that these servers sign with. To make one takes a tenth of a second."""
    return RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True)


def page(content: str) -> Answer:
    document = f"<!doctype html><meta charset=utf-8><link rel=icon href=data:,>{content}"
    return Answer(200, "text/html", document.encode())


@contextmanager
def serving(make: Callable[[int], _Site]) -> Iterator[_Site]:
    """Serve a site, which is made for a port. Fail where a request was wrong."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(lambda: site.get(self.path, self._headers()))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._answer(lambda: site.post(self.path, self._headers(), body))

        def _headers(self) -> dict[str, str]:
            return {name.lower(): value for name, value in self.headers.items()}

        def _answer(self, act: Callable[[], Answer]) -> None:
            try:
                answer = act()
            except Exception as fault:  # noqa: BLE001
                # Whatever the judge sent was wrong: the test must hear of it.
                site.faults.append(f"{self.path}: {fault!r}")
                answer = Answer(400, "text/plain", b"")
            self.send_response(answer.status)
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(answer.body)))
            if answer.status in range(300, 400):
                self.send_header("Location", answer.location)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        # Whoever stops reading an answer does so on purpose.
        def handle_error(self, *_: Any) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    site = make(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
        assert site.faults == []
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
