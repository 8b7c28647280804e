"""Running the service: a socket, a server, and an orderly shutdown."""

import asyncio
import logging
import resource
import shlex
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from fastapi import FastAPI

from app.auth.authenticator import Authenticator
from app.core.last_resort import end_within
from app.core.logging import configure_logging
from app.core.tracing import exported_traces
from app.http.connection_limits import BoundedHttpProtocol, Connections
from app.http.parts import Parts
from app.lifespan import Role, start_judge
from app.main import create_app
from app.problems.catalogue import Catalogue
from app.settings import Settings
from app.submissions.watch import Watches
from graders.core.verdict import Outcome
from graders.sandbox.supervisor.starting_sandbox import StartingSandbox

# At shutdown, requests that wait for a verdict are answered at once; this ends slow senders.
_OPEN_REQUESTS_S = 2
# From the signal to the end of the process, whatever is open or hangs.
STOP_S = 9.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
# For the database, the judge's processes and their pipes.
_OWN_DESCRIPTORS = 1024

_log = logging.getLogger(__name__)


class AddressUnavailableError(Exception):
    """The service can't listen on the address. The message says why."""


def serve(
    settings: Settings, role: Role = "serve", starting: StartingSandbox | None = None
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        settings: where things are.
        role: what the process does.
        starting: the judge's sandbox, if it was started earlier.

    Raises:
        AddressUnavailableError: the port is taken, or the host is no address of this machine.
        ProblemError: a problem can't be used.
        StoreError: the data folder or the database can't be used.
        NoKeysError: other machines can reach the service, and no key exists.
        SandboxUnavailableError: submissions can't be confined here.
    """
    configure_logging(sys.stderr)
    _allow_descriptors(settings)
    with (
        exported_traces() as tracing,
        _bound_socket(settings.host, settings.port) as bound,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        app = create_app(settings, role, partial(start_judge, starting=starting), tracing)
        # Where the signal comes while it starts.
        with suppress(asyncio.CancelledError):
            runner.run(_serve(app, settings, role, bound))


async def _serve(app: FastAPI, settings: Settings, role: Role, bound: socket.socket) -> None:
    config = server_config(app, settings)
    loop = asyncio.get_running_loop()
    for number in _SIGNALS:
        loop.add_signal_handler(number, _stop_starting, asyncio.current_task())
    async with app.router.lifespan_context(app):
        parts: Parts = app.state.parts
        server = _Server(config, parts.get(Watches))
        for number in _SIGNALS:
            loop.add_signal_handler(number, server.stop)
        bound.listen(config.backlog)
        url = _url(bound)
        _log.info("Ready to judge, listening on %s", url)
        if role == "serve":
            _log_how_to_try(url, settings.problems_dir, parts)
        await server.serve([bound])


def _stop_starting(starting: asyncio.Task[Any] | None) -> None:
    end_within(STOP_S)
    if starting is not None:
        starting.cancel()


def server_config(app: FastAPI, settings: Settings) -> uvicorn.Config:
    """Configure Uvicorn for `app`."""
    open_connections = Connections(settings.connection_limit, settings.address_connection_limit)
    protocol: Any = partial(BoundedHttpProtocol, open_connections=open_connections)
    return uvicorn.Config(
        app,
        http=protocol,
        # No endpoint uses WebSockets, even if a library for them is installed.
        ws="none",
        # Entered in `_serve` instead: Uvicorn would log the error of a failed start, and then exit.
        lifespan="off",
        log_config=None,
        # The application logs requests itself, because it knows their routes.
        access_log=False,
        timeout_graceful_shutdown=_OPEN_REQUESTS_S,
    )


def _allow_descriptors(settings: Settings) -> None:
    """Raise the descriptor limit so that full connections leave enough for everything else."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = settings.connection_limit + _OWN_DESCRIPTORS
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
    if hard < wanted:
        _log.warning(
            "This process may open %d files; with NNX_JUDGE_CONNECTION_LIMIT=%d it needs %d",
            *(hard, settings.connection_limit, wanted),
        )


class _Server(uvicorn.Server):
    """Leaves signals to us: Uvicorn would end the process before the judge is closed."""

    def __init__(self, config: uvicorn.Config, watches: Watches) -> None:
        super().__init__(config)
        self._watches = watches

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        end_within(STOP_S)
        # Uvicorn waits for open requests before the lifespan ends, and some wait for a verdict.
        self._watches.close()
        self.should_exit = True


def _bound_socket(host: str, port: int) -> socket.socket:
    """Bind without listening, so that a taken port is reported before the judge starts."""
    try:
        [family, kind, protocol, _, address], *_ = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        bound = socket.socket(family, kind, protocol)
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            bound.bind(address)
        except OSError:
            bound.close()
            raise
    except OSError as error:
        raise AddressUnavailableError(
            f"can't listen on {host} port {port}: {error.strerror}; set NNX_JUDGE_HOST or "
            "NNX_JUDGE_PORT to another"
        ) from None
    return bound


def _url(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _log_how_to_try(url: str, problems_dir: Path, parts: Parts) -> None:
    key = '-H "Authorization: Bearer $KEY" ' if parts.get(Authenticator).needs_keys else ""
    for problem in parts.get(Catalogue).problems.values():
        for example in problem.submissions:
            if example.expected is Outcome.ACCEPTED:
                path = problems_dir / problem.name / "submissions" / example.name
                _log.info(
                    "Try it:\n  curl -s %s-H 'Prefer: wait=20' -H 'Content-Type: text/x-python' "
                    "--data-binary %s '%s/api/v1/submissions?problem=%s'",
                    key,
                    shlex.quote(f"@{path}"),
                    url,
                    problem.name,
                )
                return
