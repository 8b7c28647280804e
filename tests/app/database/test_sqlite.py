"""Closing the database: nothing of it goes on, also where a read was given up."""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import aiosqlite
import pytest
from sqlalchemy import text

from app.database.sqlite import sqlite_database

# Some tenths of a second.
_SLOW = text(
    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 1000000) "
    "SELECT sum(n) FROM number"
)


def test_a_read_that_was_given_up_has_ended_when_the_database_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", failed.append)

    async def given_up() -> set[threading.Thread]:
        before = set(threading.enumerate())
        database = sqlite_database(tmp_path / "judge.db")
        async with database.read():
            pass

        async def read() -> None:
            async with database.read() as connection:
                await connection.execute(_SLOW)

        reading = asyncio.create_task(read())
        await asyncio.sleep(0.05)
        # The second time nobody waits for the statement's end any more.
        for _ in range(2):
            reading.cancel()
            await asyncio.sleep(0)
        with suppress(asyncio.CancelledError):
            await reading
        await database.close()
        return {
            thread
            for thread in set(threading.enumerate()) - before
            if "asyncio_" not in thread.name and thread.is_alive()
        }

    assert asyncio.run(given_up()) == set()
    assert not failed


@pytest.mark.anyio
async def test_each_statement_goes_to_the_thread_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trips: list[object] = []
    execute: Callable[..., Awaitable[object]] = aiosqlite.Connection._execute

    async def counted(self: aiosqlite.Connection, function: object, *arguments: object) -> object:
        trips.append(function)
        return await execute(self, function, *arguments)

    database = sqlite_database(tmp_path / "judge.db")
    async with database.write() as transaction:
        await transaction.execute(text("CREATE TABLE number (n INTEGER)"))
        numbers = [{"n": number} for number in range(3)]
        await transaction.execute(text("INSERT INTO number VALUES (:n)"), numbers)
    monkeypatch.setattr(aiosqlite.Connection, "_execute", counted)
    async with database.read() as connection:
        rows = (await connection.execute(text("SELECT n, 2 * n AS twice FROM number"))).mappings()
        assert [dict(row) for row in rows] == [{"n": n, "twice": 2 * n} for n in range(3)]
    # The transaction's begin and end, and the statement.
    assert len(trips) == 3
    async with database.write() as transaction:
        added = await transaction.execute(text("INSERT INTO number VALUES (3) RETURNING n"))
        assert added.scalar_one() == 3
        removed = await transaction.execute(text("DELETE FROM number WHERE n < 2"))
        assert removed.rowcount == 2
    await database.close()
