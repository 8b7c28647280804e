"""The embedded database: an SQLite file, its settings and its transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from app.store.errors import StoreError
from app.store.migrate import is_current, upgrade

_PRAGMAS = (
    # Readers and a writer don't wait for each other.
    "PRAGMA journal_mode = WAL",
    # A submission is acknowledged once it is stored: that has to hold through a power cut too, and
    # with NORMAL the last transactions are lost in one.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
)
_WRITES = "nnx_judge_writes"


class Database:
    """Transactions on one SQLite file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._reader = create_async_engine(URL.create("sqlite+aiosqlite", database=str(path)))
        event.listen(self._reader.sync_engine, "connect", _prepare)
        event.listen(self._reader.sync_engine, "begin", _begin)
        self._writer = self._reader.execution_options(**{_WRITES: True})
        # SQLite lets waiting writers in by chance: submissions must be stored as they arrive.
        self._turn = asyncio.Lock()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that sees one state of the database.

        Raises:
            StoreError: the database failed.
        """
        async with self._transaction(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A transaction that may write; it is on disk when the context has ended.

        Raises:
            StoreError: the database failed.
        """
        async with self._turn, self._transaction(self._writer) as connection:
            yield connection

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            # Only the driver's own words: the statement's parameters hold submissions.
            reason = getattr(error, "orig", None) or type(error).__name__
            raise StoreError(f"{self._path}: {reason}") from error

    async def is_current(self) -> bool:
        """Whether it answers and has the tables of this version.

        Raises:
            StoreError: it does not answer.
        """
        async with self.read() as connection:
            return await connection.run_sync(is_current)

    async def migrate(self) -> None:
        """Bring it to the tables of this version, all steps or none.

        Raises:
            StoreError: it is newer than this version, no database, or failed.
        """
        async with self.write() as connection:
            await connection.run_sync(upgrade)

    async def close(self) -> None:
        """Close every connection: each has a thread that would keep the process alive."""
        await self._reader.dispose()


@asynccontextmanager
async def open_database(path: Path) -> AsyncIterator[Database]:
    """The database in the file `path`, brought to this version.

    Raises:
        StoreError: see `Database.migrate`.
    """
    database = Database(path)
    try:
        await database.migrate()
        yield database
    finally:
        await database.close()


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it does so too late, and updates get lost.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes its turn at once: one that turned from reading to writing would fail if
    # another had written in between.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
