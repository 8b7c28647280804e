"""HTTP on one connection: Uvicorn's protocol, with limits on what a client may use.

Uvicorn does not limit the headers that httptools parses, the time that a request may take to
arrive, or the number of connections per client.
"""

import asyncio
import json
from collections import Counter
from http import HTTPStatus
from typing import Any

from uvicorn._types import ASGI3Application
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

# The whole request except its body. A learner token has a kilobyte, a filter link less.
MAX_HEAD_BYTES = 2**16
MAX_HEADERS = 100
HEAD_TIMEOUT_S = 10.0
# Enough for a large package over a slow line.
BODY_TIMEOUT_S = 60.0
# After an answer that precedes the body's end, keep reading briefly: the client may not have seen
# it yet.
_LINGER_S = 5.0
# For a client that reads nothing of its answer, even a stream.
WRITE_TIMEOUT_S = 60.0
# How much is parsed before it is counted.
_PIECE = 2**14


class Connections:
    """The number of open connections, in total and per address."""

    def __init__(self, limit: int, address_limit: int) -> None:
        self._limit = limit
        self._address_limit = address_limit
        self._open: Counter[str] = Counter()
        self._total = 0

    def add(self, address: str) -> bool:
        """Count one more if there is room for it."""
        if self._total >= self._limit or self._open[address] >= self._address_limit:
            return False
        self._total += 1
        self._open[address] += 1
        return True

    def remove(self, address: str) -> None:
        """Count one less."""
        self._total -= 1
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class BoundedHttpProtocol(HttpToolsProtocol):
    """Closes a connection that exceeds a limit, if possible with an answer that says so."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        open_connections: Connections,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._open_connections = open_connections
        self._counted_address: str | None = None
        # Uvicorn's own `cycle` is the latest request, which may wait for this one's answer.
        self._under_way: RequestResponseCycle | None = None
        # State of the incoming request.
        self._bytes_beside_body = 0
        self._in_body = False
        self._refusal = HTTPStatus.BAD_REQUEST
        self._reading: asyncio.TimerHandle | None = None
        self._writing: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start the connection, or refuse it if there are too many."""
        super().connection_made(transport)
        address = "" if self.client is None else self.client[0]
        if not self._open_connections.add(address):
            self._refuse(HTTPStatus.SERVICE_UNAVAILABLE)
            return
        self._counted_address = address
        self._expect_more_within(HEAD_TIMEOUT_S)

    def connection_lost(self, exc: Exception | None) -> None:
        """Clean up."""
        super().connection_lost(exc)
        cycle = self._under_way
        if cycle is not None and not cycle.response_complete:
            # Otherwise it would continue until its next write fails.
            cycle.disconnected = True
            cycle.message_event.set()
        self._expect_nothing()
        self.resume_writing()
        if self._counted_address is not None:
            self._open_connections.remove(self._counted_address)
            self._counted_address = None

    def data_received(self, data: bytes) -> None:
        """Parse the data in pieces while it stays within the limits."""
        if self._reading is None:
            self._expect_more_within(HEAD_TIMEOUT_S)
        for start in range(0, len(data), _PIECE):
            if self.transport.is_closing():
                return
            piece = data[start : start + _PIECE]
            self._bytes_beside_body += len(piece)
            super().data_received(piece)
            # During the body, chunk sizes and trailers are counted too.
            most = 2 * MAX_HEAD_BYTES if self._in_body else MAX_HEAD_BYTES
            if self._bytes_beside_body > most:
                self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Store a header; trailers after the body are ignored."""
        if self._in_body:
            return
        if len(self.headers) >= MAX_HEADERS:
            self._refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            # The parser turns it into its own error.
            raise ValueError
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start serving the request."""
        self._in_body = True
        self._expect_more_within(BODY_TIMEOUT_S)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Pass on a part of the body."""
        self._bytes_beside_body -= len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """Stop the read timer; Uvicorn's own limit for idle connections applies next."""
        self._in_body = False
        self._bytes_beside_body = 0
        self._expect_nothing()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Continue with the next request if the rest of this one's body arrives."""
        super().on_response_complete()
        if self._in_body:
            self._expect_more_within(_LINGER_S)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the status says it
        """Answer a request that the parser rejects."""
        self._refuse(self._refusal)

    def pause_writing(self) -> None:
        """Wait for the client to read what was sent, but not for ever."""
        super().pause_writing()
        if self._writing is None:
            self._writing = self.loop.call_later(WRITE_TIMEOUT_S, self.transport.abort)

    def resume_writing(self) -> None:
        """Continue writing."""
        super().resume_writing()
        if self._writing is not None:
            self._writing.cancel()
            self._writing = None

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._under_way = cycle
        super()._start_asgi_task(cycle, app)

    def _expect_more_within(self, seconds: float) -> None:
        self._expect_nothing()
        self._reading = self.loop.call_later(seconds, self._give_up, seconds)

    def _expect_nothing(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _give_up(self, waited_s: float) -> None:
        self._reading = None
        is_served = self.cycle is not None and not self.cycle.response_complete
        if self.flow.read_paused or (is_served and not self._in_body):
            # The client is not late: it waits for an answer, or the service has paused reading.
            self._expect_more_within(waited_s)
        elif self._bytes_beside_body and is_served == self._in_body:
            self._refuse(HTTPStatus.REQUEST_TIMEOUT)
        else:
            # The client sent no request, or has its answer.
            self.transport.close()

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        cycle = self._under_way
        if cycle is not None and cycle.response_started and not cycle.response_complete:
            # Another answer can't be sent in the middle of one.
            self.transport.abort()
            return
        document = {"type": "about:blank", "title": status.phrase, "status": status.value}
        body = json.dumps(document | {"detail": status.description or status.phrase}).encode()
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            "content-type: application/problem+json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self.transport.write(head.encode() + body)
        self.transport.close()
