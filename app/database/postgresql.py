"""The shared engine: PostgreSQL, used by any number of processes and machines."""

import asyncio
import logging
import math
import time
from typing import Any

import psycopg
from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.core.errors import StoreError
from app.database.database import CHANNEL, Database
from app.database.notifications import MISSED, Notice, NoticeBoard

# All are kept: one that is opened when it is needed and closed after it costs the server a process
# each time, and most of all when it has just come back and everybody asks at once.
_CONNECTIONS = 20
# Once the server answers again, everything has to work again within ten seconds: nothing waits
# longer than this for a server that does not answer, and then fails or tries anew.
PATIENCE_S = 8
_RECONNECT_S = 1.0
_PING_AFTER_S = 1.0
_USED_AT = "used_at"
# A machine that vanished must not block a request for ever.
CONNECTION: dict[str, Any] = {
    "connect_timeout": PATIENCE_S,
    # For what was sent and is not acknowledged: the kernel's own limit is a quarter of an hour.
    "tcp_user_timeout": PATIENCE_S * 1000,
    # While nothing is sent, as by whoever listens.
    "keepalives_idle": 3,
    "keepalives_interval": 2,
    "keepalives_count": 3,
}

_log = logging.getLogger(__name__)


def postgresql_database(url: str) -> Database:
    """Return a database on a PostgreSQL server.

    Raises:
        StoreError: it is not a PostgreSQL URL.
    """
    address = _address(url)
    engine = create_async_engine(
        address,
        connect_args=CONNECTION,
        pool_size=_CONNECTIONS,
        max_overflow=0,
        # By default whoever finds all connections in use waits for half a minute.
        pool_timeout=PATIENCE_S,
        # Logged errors quote their statement, and its parameters contain submissions.
        hide_parameters=True,
    )
    _ping_after_idling(engine)
    # Without BEGIN and COMMIT: a transaction that reads would see no more by them.
    reader = engine.execution_options(isolation_level="AUTOCOMMIT")
    return Database(_name(address), reader, engine, engine)


def _ping_after_idling(engine: AsyncEngine) -> None:
    """Ping idle connections before their use: after a restart of the server, none fails a request.

    Not those that were just in use: that would cost each transaction a statement more.
    """

    def remember(_: DBAPIConnection | None, entry: ConnectionPoolEntry) -> None:
        entry.info[_USED_AT] = time.monotonic()

    def ping(connection: DBAPIConnection, entry: ConnectionPoolEntry, _: object) -> None:
        # A new one has just been connected.
        used_at = entry.info.get(_USED_AT, math.inf)
        if time.monotonic() - used_at < _PING_AFTER_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except psycopg.Error as error:
            # The others are closed too, and new ones take their place.
            raise InvalidatePoolError from error

    event.listen(engine.sync_engine, "checkin", remember)
    event.listen(engine.sync_engine, "checkout", ping)


async def listen(url: str, notices: NoticeBoard) -> None:
    """Post what other processes announce until cancelled; reconnect if needed."""
    address = _address(url)
    while True:
        try:
            connection = await psycopg.AsyncConnection.connect(
                address.set(drivername="postgresql").render_as_string(hide_password=False),
                autocommit=True,
                **CONNECTION,
            )
            async with connection:
                await connection.execute(f"LISTEN {CHANNEL}")
                # Covers announcements made before.
                notices.post(MISSED)
                async for notification in connection.notifies():
                    notices.post(Notice.parse(notification.payload))
        # The event loop raises plain errors about a socket that is gone.
        except (psycopg.Error, OSError) as error:
            _log.warning("%s: notices are missed until it answers: %s", _name(address), error)
        await asyncio.sleep(_RECONNECT_S)


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is None or address.drivername.partition("+")[0] not in ("postgresql", "postgres"):
        # Don't quote the URL: it may contain a password.
        raise StoreError(
            "NNX_JUDGE_DATABASE_URL: must look like postgresql://USER:PASSWORD@HOST/DATABASE"
        )
    return address.set(drivername="postgresql+psycopg")


def _name(address: URL) -> str:
    return f"PostgreSQL database {address.database} on {address.host or 'a local socket'}"
