"""What a client may take up of a connection, on real sockets."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest

from app.http import connection_limits
from app.http.connection_limits import MAX_HEAD_BYTES, MAX_HEADERS
from app.settings import Settings
from tests.app.listening import listening
from tests.app.running import PATIENCE_S, SUBMISSIONS, Running
from tests.app.scripted_judge import HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = (
    f"POST {SUBMISSIONS}?problem=double HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    "Content-Type: text/x-python\r\n"
).encode()


@pytest.fixture
async def served(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
    async with listening(settings, judge) as running:
        yield running


class Client:
    """Bytes to the service and from it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def all(self) -> bytes:
        """What comes until the service closes the connection."""
        async with asyncio.timeout(PATIENCE_S):
            received = b""
            try:
                while data := await self._reader.read(2**16):
                    received += data
            except ConnectionError:
                pass
            return received

    async def body(self) -> None:
        """Take the body of /livez."""
        async with asyncio.timeout(PATIENCE_S):
            await self._reader.readuntil(b"}")

    async def status(self) -> int:
        """The status of the next answer, whose head is taken."""
        async with asyncio.timeout(PATIENCE_S):
            head = await self._reader.readuntil(b"\r\n\r\n")
        return int(head.split()[1])


Connect = Callable[[], Awaitable[Client]]


@pytest.fixture
async def opened() -> AsyncIterator[list[Client]]:
    """The clients of a test, which are closed at its end."""
    clients: list[Client] = []
    yield clients
    for client in clients:
        client.writer.close()
        with suppress(ConnectionError):
            await client.writer.wait_closed()


@pytest.fixture
def connect(served: Running, opened: list[Client]) -> Connect:
    async def connect() -> Client:
        streams = await asyncio.open_connection("127.0.0.1", served.client.base_url.port)
        opened.append(Client(*streams))
        return opened[-1]

    return connect


class TestHead:
    @pytest.mark.parametrize(
        "head",
        [
            b"GET /" + b"a" * 2 * MAX_HEAD_BYTES,
            LIVEZ + b"X: " + b"a" * 2 * MAX_HEAD_BYTES,
            LIVEZ + b"a" * 2 * MAX_HEAD_BYTES,
            LIVEZ + b"".join(b"X%d: 1\r\n" % number for number in range(10_000)),
            LIVEZ + b"X: 1\r\n" * (MAX_HEADERS + 1) + b"\r\n",
        ],
        ids=["address", "value", "name", "small headers", "number"],
    )
    async def test_a_large_one_is_refused_without_its_end(
        self, connect: Connect, head: bytes
    ) -> None:
        client = await connect()
        await client.send(head)
        assert (await client.all()).startswith(b"HTTP/1.1 431 ")

    async def test_what_people_send_fits(self, connect: Connect) -> None:
        client = await connect()
        await client.send(
            LIVEZ + b"".join(b"X%d: %0400d\r\n" % (n, n) for n in range(90)) + b"\r\n"
        )
        assert await client.status() == 200

    async def test_it_counts_for_each_request_of_a_connection_anew(self, connect: Connect) -> None:
        client = await connect()
        for _ in range(8):
            await client.send(LIVEZ + b"X: " + b"a" * (MAX_HEAD_BYTES // 4) + b"\r\n\r\n")
            assert await client.status() == 200
            await client.body()

    async def test_a_client_that_does_not_go_on_is_told_and_left(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_limits, "HEAD_TIMEOUT_S", 0.1)
        client = await connect()
        await client.send(LIVEZ)
        assert (await client.all()).startswith(b"HTTP/1.1 408 ")

    async def test_a_client_that_drips_is_left_too(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_limits, "HEAD_TIMEOUT_S", 0.3)
        client = await connect()

        async def drip() -> None:
            await client.send(LIVEZ)
            while True:
                await client.send(b"X: 1\r\n")
                await asyncio.sleep(0.1)

        dripping = asyncio.create_task(drip())
        assert (await client.all()).startswith(b"HTTP/1.1 408 ")
        dripping.cancel()
        await asyncio.wait([dripping])

    @pytest.mark.parametrize("sent", [b"", b"\r\n"])
    async def test_so_is_one_that_asks_for_nothing(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch, sent: bytes
    ) -> None:
        monkeypatch.setattr(connection_limits, "HEAD_TIMEOUT_S", 0.1)
        client = await connect()
        await client.send(sent)
        await client.all()


class TestBody:
    async def test_it_may_come_in_many_parts(self, connect: Connect) -> None:
        client = await connect()
        await client.send(POST + b"Content-Length: 40\r\n\r\n")
        for _ in range(40):
            await client.send(b"#")
        assert await client.status() in (200, 202)

    async def test_a_client_that_does_not_go_on_is_left(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_limits, "BODY_TIMEOUT_S", 0.1)
        client = await connect()
        await client.send(POST + b"Content-Length: 40\r\n\r\n#")
        assert (await client.all()).startswith(b"HTTP/1.1 408 ")

    async def test_what_is_sent_after_the_answer_is_not_read_for_ever(
        self, connect: Connect, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_limits, "_LINGER_S", 0.1)
        client = await connect()
        await client.send(LIVEZ + b"Content-Length: 9\r\n\r\n#")
        answer = await client.all()
        assert answer.startswith(b"HTTP/1.1 200 ")
        assert answer.count(b"HTTP/1.1 ") == 1

    @pytest.mark.parametrize(
        "framing",
        [b"1;" + b"a" * 4 * MAX_HEAD_BYTES, b"1\r\n#\r\n0\r\n" + b"X: 1\r\n" * MAX_HEAD_BYTES],
        ids=["extension", "trailers"],
    )
    async def test_what_is_beside_it_is_bounded(self, connect: Connect, framing: bytes) -> None:
        client = await connect()
        await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        try:
            await client.send(framing)
        except ConnectionError:
            return
        answer = await client.all()
        assert not answer or answer.startswith(b"HTTP/1.1 431 ")

    async def test_trailers_are_no_headers(self, connect: Connect) -> None:
        client = await connect()
        chunk = f"{len(HELD):x}\r\n{HELD}\r\n".encode()
        await client.send(
            POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk + b"0\r\nPrefer: wait=60\r\n\r\n"
        )
        async with asyncio.timeout(PATIENCE_S):
            assert await client.status() == 202


class TestAnswers:
    async def test_a_request_may_wait_longer_than_its_head_may_take(
        self, connect: Connect, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(connection_limits, "HEAD_TIMEOUT_S", 0.05)
        client = await connect()
        source = HELD.encode()
        await client.send(POST + b"Prefer: wait=30\r\nContent-Length: %d\r\n\r\n" % len(source))
        # A line end too many begins no other request.
        await client.send(source + b"\r\n")
        await judge.has_begun()
        await asyncio.sleep(0.3)
        judge.release()
        assert await client.status() == 200


class TestPipelining:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"stream_limit": 1})

    async def test_who_hangs_up_ends_the_answer_under_way_though_another_was_asked_for(
        self,
        connect: Connect,
        served: Running,
        judge: ScriptedJudge,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        events = f"{SUBMISSIONS}/{(await served.submit(HELD)).json()['id']}/events"
        await judge.has_begun()
        client = await connect()
        follow = f"GET {events} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        await client.send(follow + LIVEZ + b"\r\n")
        assert await client.status() == 200

        client.writer.transport.abort()

        async with asyncio.timeout(PATIENCE_S):
            status = 429
            while status == 429:
                async with served.client.stream("GET", events) as answer:
                    status = answer.status_code
        assert status == 200
        assert "Exception in ASGI application" not in caplog.text
        judge.release()


class TestConnections:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"address_connection_limit": 3})

    async def test_an_address_may_have_so_many(self, connect: Connect) -> None:
        clients = [await connect() for _ in range(3)]
        await clients[0].send(LIVEZ + b"\r\n")
        assert await clients[0].status() == 200
        assert (await (await connect()).all()).startswith(b"HTTP/1.1 503 ")

    async def test_one_that_ends_makes_room(self, connect: Connect) -> None:
        clients = [await connect() for _ in range(3)]
        await clients[0].send(LIVEZ + b"Connection: close\r\n\r\n")
        assert (await clients[0].all()).startswith(b"HTTP/1.1 200 ")
        another = await connect()
        await another.send(LIVEZ + b"\r\n")
        assert await another.status() == 200


class TestAllConnections:
    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return settings.model_copy(update={"connection_limit": 2})

    async def test_there_may_be_so_many(self, connect: Connect) -> None:
        for _ in range(2):
            await connect()
        assert (await (await connect()).all()).startswith(b"HTTP/1.1 503 ")
