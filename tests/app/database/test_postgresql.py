"""Reads that are given up, at whatever moment, lose no connection."""

import asyncio
import gc
import logging

import pytest
from sqlalchemy import text

from app.database.database import Database
from app.database.postgresql import postgresql_database
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.anyio


async def test_a_read_that_is_given_up_gives_its_connection_back(
    postgresql: PostgresqlServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = postgresql.create()

    async def read(database: Database) -> None:
        while True:
            async with database.read() as connection:
                await connection.execute(text("SELECT 1"))

    for steps in range(100):
        database = postgresql_database(url)
        reading = [asyncio.create_task(read(database)) for _ in range(3)]
        await asyncio.sleep(steps / 5000)
        for each in reading:
            each.cancel()
        await asyncio.wait(reading)
        await database.close()
    gc.collect()
    lost = [each for each in caplog.records if each.name.startswith("sqlalchemy.pool")]
    assert not [each for each in lost if each.levelno >= logging.ERROR]
