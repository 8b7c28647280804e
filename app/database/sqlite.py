"""The embedded engine: one SQLite file, used by one process."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.util import await_only

from app.core.errors import StoreError
from app.database.database import Database
from app.database.sqlite_connection import SqliteConnection

_PRAGMAS = (
    # Readers and a writer don't block each other.
    "PRAGMA journal_mode = WAL",
    # An acknowledged submission must survive a power cut; with NORMAL the last transactions can be
    # lost in one.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 10000",
)
_WRITES = "nnx_judge_writes"
_THREADS_END_WITHIN_S = 10.0


def sqlite_database(path: Path) -> Database:
    """Open the database in the file `path`."""
    address = URL.create("sqlite+aiosqlite", database=str(path))
    connections = _Connections(path)
    # Logged errors quote their statement, and its parameters contain submissions.
    options: dict[str, Any] = {"hide_parameters": True, "async_creator": connections.connect}
    reader = create_async_engine(address, **options)
    event.listen(reader.sync_engine, "connect", _prepare)
    event.listen(reader.sync_engine, "begin", _begin)
    event.listen(reader.sync_engine, "engine_disposed", connections.join)
    migrator = _writer(create_async_engine(address, poolclass=NullPool, **options))
    event.listen(migrator.sync_engine, "connect", _prepare_to_migrate)
    event.listen(migrator.sync_engine, "begin", _begin)
    # SQLite picks waiting writers at random: submissions must be stored in order of arrival.
    return Database(str(path), reader, _writer(reader), migrator, asyncio.Lock())


def compact(path: Path) -> None:
    """Rewrite a database file that nobody uses: nothing that was deleted is left in it.

    Raises:
        StoreError: it is no database, or the disk is full.
    """
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {error}") from error


class _Connections:
    """Opens connections, each with a thread of the driver's.

    That of a cancelled read is still busy when the read is given up, and then tells the event loop:
    the loop must not be closed before.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = WeakSet[Thread]()

    def connect(self) -> SqliteConnection:
        """Return a connection that opens when it is awaited."""
        connection = SqliteConnection(self._path)
        self._threads.add(connection.thread)
        return connection

    def join(self, _: Engine) -> None:
        """Wait for the threads of all connections, while the event loop runs."""
        await_only(asyncio.to_thread(_join, list(self._threads)))


def _join(threads: list[Thread]) -> None:
    deadline = monotonic() + _THREADS_END_WITHIN_S
    for thread in threads:
        if thread.is_alive():
            thread.join(max(0, deadline - monotonic()))


def _writer(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(**{_WRITES: True})


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _prepare_to_migrate(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
    _prepare(connection, entry)
    # A step that changes a table's constraints makes the table anew and drops the old one, which
    # would delete what refers to it. Within a transaction this can't be set.
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    cursor.close()


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading from reading to writing fails if another wrote in
    # between.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
