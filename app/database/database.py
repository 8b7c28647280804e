"""The database: its transactions, and the notices that they send."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import CursorResult, Executable, Result, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.core.errors import StoreError
from app.database.announcer import Announcer
from app.database.migrate import is_up_to_date, require_current, upgrade
from app.database.notifications import Notice, NoticeBoard

CHANNEL = "nnx_judge"
# What they tell is on disk already: they need not wait for the disk again.
_NOTIFY = text(
    "SELECT pg_notify(:channel, payload), set_config('synchronous_commit', 'off', true) "
    "FROM unnest(CAST(:payloads AS text[])) AS payload"
)


_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def uninterrupted(
    method: Callable[_Parameters, Coroutine[Any, Any, _Result]],
) -> Callable[_Parameters, Coroutine[Any, Any, _Result]]:
    """Shield writes from cancellation.

    A cancelled statement still runs in its thread, and SQLite's lock may stay with its cursor until
    that is garbage-collected.
    """

    @wraps(method)
    async def whole(*args: _Parameters.args, **kwargs: _Parameters.kwargs) -> _Result:
        return await _ended(asyncio.ensure_future(method(*args, **kwargs)))

    return whole


async def _ended(task: "asyncio.Future[_Result]") -> _Result:
    """Wait for a task's end, also if cancelled meanwhile, as often as that may be."""
    is_cancelled = False
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            is_cancelled = True
    if is_cancelled:
        if not task.cancelled():
            task.exception()  # Asked for, or asyncio reports a failure that nobody heard of.
        raise asyncio.CancelledError
    return task.result()


@asynccontextmanager
async def _connected(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection, which is given back whenever this is cancelled.

    SQLAlchemy loses one while it is taken from the pool or given back, until it is garbage.
    """
    opening = asyncio.ensure_future(engine.connect().start())
    try:
        connection = await _ended(opening)
    except asyncio.CancelledError:
        if not opening.cancelled() and opening.exception() is None:
            await _ended(asyncio.ensure_future(opening.result().close()))
        raise
    try:
        yield connection
    finally:
        await _ended(asyncio.ensure_future(connection.close()))


class WriteTransaction:
    """A transaction that may write. Its notices go out once it is committed."""

    def __init__(self, connection: AsyncConnection) -> None:
        self.connection = connection
        # For the listeners of this process, and for those of the others.
        self.notices: list[Notice] = []
        self.announced: list[Notice] = []

    async def execute(
        self, statement: Executable, parameters: dict[str, Any] | list[dict[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Execute one statement."""
        result: Result[Any] = await self.connection.execute(statement, parameters)
        assert isinstance(result, CursorResult)  # noqa: S101 - a transaction's result always is
        return result

    def announce(self, notice: Notice, *, elsewhere: bool = True) -> None:
        """Notify listeners if and when this is committed: in all processes, or in this one only."""
        self.notices.append(notice)
        if elsewhere:
            self.announced.append(notice)


class Database:
    """Transactions on one database, SQLite or PostgreSQL.

    `notices` receives the notices of this process's committed transactions; on PostgreSQL, of all
    processes'.
    """

    def __init__(
        self,
        name: str,
        reader: AsyncEngine,
        writer: AsyncEngine,
        migrator: AsyncEngine,
        turn: AbstractAsyncContextManager[Any] | None = None,
    ) -> None:
        """Store the engines.

        Args:
            name: appears in messages: it contains no secret.
            reader: for transactions that only read.
            writer: for those that may write.
            migrator: for migrations.
            turn: what each writer holds, if the database needs that.
        """
        self.name = name
        self.notices = NoticeBoard()
        self._reader = reader
        self._writer = writer
        self._migrator = migrator
        self._turn = turn or nullcontext()
        self._announcer = Announcer(self._notify) if self.is_shared else None

    @property
    def is_shared(self) -> bool:
        """Whether other processes use the database too."""
        return self._reader.dialect.name == "postgresql"

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Open a transaction that only reads.

        Raises:
            StoreError: the database failed.
        """
        async with self._transaction(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[WriteTransaction]:
        """Open a transaction that may write; it is on disk when the context has ended.

        Raises:
            StoreError: the database failed.
        """
        async with self._turn, self._transaction(self._writer) as connection:
            transaction = WriteTransaction(connection)
            yield transaction
        for notice in transaction.notices:
            self.notices.post(notice)
        if self._announcer is not None:
            self._announcer.announce(transaction.announced)

    async def _notify(self, notices: list[Notice]) -> None:
        payloads = {"channel": CHANNEL, "payloads": [str(notice) for notice in notices]}
        async with self.read() as connection:
            await connection.execute(_NOTIFY, payloads)

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
        try:
            async with _connected(engine) as connection, connection.begin():
                yield connection
        # Without a connection, the driver raises plain errors.
        except (SQLAlchemyError, OSError) as error:
            # Only the driver's own message: the statement's parameters contain submissions.
            reason = getattr(error, "orig", None) or type(error).__name__
            raise StoreError(f"{self.name}: {reason}") from error

    async def is_up_to_date(self) -> bool:
        """Whether it answers with this version's tables, or what a newer one has made of them.

        Raises:
            StoreError: it does not answer.
        """
        async with self.read() as connection:
            return await connection.run_sync(is_up_to_date)

    async def require_current(self) -> None:
        """Check that it has the tables of this version.

        Raises:
            StoreError: it has others, or does not answer; the message says what to do.
        """
        async with self.read() as connection:
            await connection.run_sync(require_current, self.name)

    async def migrate(self) -> None:
        """Migrate to the tables of this version, all steps or none.

        Raises:
            StoreError: it is newer than this version, is not a database of ours, or failed.
        """
        async with self._turn, self._transaction(self._migrator) as connection:
            await connection.run_sync(upgrade, self.name)

    async def close(self) -> None:
        """Close every connection: an SQLite connection's thread keeps the process alive."""
        if self._announcer is not None:
            await self._announcer.flush()
        await self._reader.dispose()
