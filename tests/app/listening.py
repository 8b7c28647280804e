"""Running the service within a test on a real socket: what streams can't be tested without one."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import httpx
import uvicorn

from app.server import server_config
from app.settings import Settings
from app.submissions.watch import Watches
from app.worker.grader import Grader
from tests.app.running import PATIENCE_S, Running, application

# To read the certificates that are trusted takes longer than most of these tests.
TRUST_NOBODY = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(
    settings: Settings, judge: Grader, bound: socket.socket | None = None
) -> AsyncIterator[Running]:
    """On a socket that is bound already, where the settings have to name its address."""
    app = application(settings, judge)
    async with app.router.lifespan_context(app):
        server = _Server(server_config(app, settings))
        with bound or socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
            serving = asyncio.create_task(server.serve([listener]))
            try:
                async with httpx.AsyncClient(
                    base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S, verify=TRUST_NOBODY
                ) as client:
                    yield Running(client, app.state.parts)
            finally:
                app.state.parts.get(Watches).close()
                server.should_exit = True
                await serving
