"""Connections to SQLite whose statements take one trip to the driver's thread each.

SQLAlchemy makes a cursor, executes, fetches and closes. aiosqlite sends each of these to its thread
and waits for it: four times, for one statement, what takes longer than the statement.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import Any, Self

import aiosqlite

_Rows = list[Any]


class SqliteConnection(aiosqlite.Connection):
    """A connection that opens when it is awaited, and begins no transaction by itself."""

    def __init__(self, path: Path) -> None:
        """Say which file it is to."""

        def connect() -> sqlite3.Connection:
            # sqlite3 would begin transactions too late, and updates would get lost.
            return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

        super().__init__(connect, iter_chunk_size=1)
        self.thread.daemon = True
        # Counted by the event loop and by the thread: where they differ, something is under way,
        # which may be what a cancelled task no longer waits for.
        self._asked = 0
        self._answered = 0

    @property
    def thread(self) -> Thread:
        """The driver's, which has no public name for it."""
        return self._thread

    def cursor(self) -> "SqliteCursor":  # type: ignore[override]
        """Return what SQLAlchemy uses of a cursor."""
        return SqliteCursor(self)

    async def rollback(self) -> None:
        """Roll back, as SQLAlchemy does after each transaction, unless there is nothing to."""
        if self._asked != self._answered or self._conn.in_transaction:
            await super().rollback()

    async def run(
        self, function: Callable[[sqlite3.Cursor], object]
    ) -> tuple[sqlite3.Cursor, _Rows]:
        """Call a function in the thread; return its cursor, closed, and all rows that it gave."""

        def whole() -> tuple[sqlite3.Cursor, _Rows]:
            cursor = self._conn.cursor()
            try:
                function(cursor)
                return cursor, cursor.fetchall()
            finally:
                cursor.close()

        result: tuple[sqlite3.Cursor, _Rows] = await self._execute(whole)
        return result

    # By aiosqlite's name, private and without types, for what all go through.
    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def counted() -> Any:
            try:
                return fn(*args, **kwargs)
            finally:
                self._answered += 1

        self._asked += 1
        return await super()._execute(counted)  # type: ignore[no-untyped-call]


class SqliteCursor:
    """A cursor that has fetched everything when it has executed a statement."""

    description: tuple[Any, ...] | None = None
    rowcount = -1
    lastrowid: int | None = None

    def __init__(self, connection: SqliteConnection) -> None:
        """Nothing goes to the thread yet."""
        self._connection = connection
        self._rows: _Rows = []

    async def __aenter__(self) -> Self:
        """Return itself."""
        return self

    async def execute(self, statement: str, parameters: Sequence[Any] = ()) -> Self:
        """Execute one statement."""
        return await self._run(lambda cursor: cursor.execute(statement, parameters))

    async def executemany(self, statement: str, parameters: Iterable[Sequence[Any]]) -> Self:
        """Execute one statement once with each of the parameters."""
        return await self._run(lambda cursor: cursor.executemany(statement, parameters))

    async def fetchall(self) -> _Rows:
        """Return the rows that the statement gave."""
        return self._rows

    async def close(self) -> None:
        """Its cursor of sqlite3 is closed already."""

    async def _run(self, function: Callable[[sqlite3.Cursor], object]) -> Self:
        cursor, self._rows = await self._connection.run(function)
        self.description = cursor.description
        self.rowcount = cursor.rowcount
        self.lastrowid = cursor.lastrowid
        return self
