"""Who sends hostile requests: a learner of the honest ones' site, and an author."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

import httpx

# Another address of this machine than that of the honest learners: each has its own limit.
_ADDRESS = "127.0.0.2"
# Of hostile bytes: longer than the service waits for headers, shorter than it waits for a body.
_PATIENCE_S = 15.0
HUNG_UP = "hung up without an answer"
CLOSED = "closed by the service"
LEAKED = "answered with another learner's submission"


@dataclass(slots=True)
class Adversary:
    """How it reaches the service, and what it knows there. `learner` and `author` are headers."""

    client: httpx.AsyncClient
    port: int
    learner: Mapping[str, str]
    author: Mapping[str, str]
    chance: Random
    # Two of its own submissions, of many equal lines.
    equal_lines: tuple[str, str]
    # The newest hostile submission, and the headers of its learner, who can follow its events.
    newest: tuple[str, Mapping[str, str]]
    # What honest learners sent under which name.
    named: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    honest_ids: set[str] = field(default_factory=set)

    async def send(self, method: str, path: str, **request: Any) -> str:
        """The status of the answer to a request, sent with the learner's token by default."""
        headers = {**self.learner, **request.pop("headers", {})}
        try:
            answer = await self.client.request(method, path, headers=headers, **request)
        except httpx.TransportError:
            return CLOSED
        return str(answer.status_code)

    async def send_bytes(self, *pieces: bytes, patience_s: float = _PATIENCE_S) -> str:
        """The status of the first answer to bytes on a connection of their own."""
        reader, writer = await self.connect()
        try:
            async with asyncio.timeout(patience_s):
                with suppress(ConnectionError):
                    for piece in pieces:
                        writer.write(piece)
                        await writer.drain()
                line = await reader.readline()
            return line.split()[1].decode() if line.startswith(b"HTTP/") else CLOSED
        except TimeoutError:
            return HUNG_UP
        except ConnectionError:
            return CLOSED
        finally:
            await hang_up(writer)

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection from the hostile address."""
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(_ADDRESS, 0))


async def hang_up(writer: asyncio.StreamWriter) -> None:
    """Drop a connection, whatever is under way."""
    writer.transport.abort()
    with suppress(ConnectionError):
        await writer.wait_closed()
