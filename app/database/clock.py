"""The database's clock, which all machines share."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.tables.base import database_now

_NOW = select(database_now())


async def read_now(connection: AsyncConnection) -> datetime:
    """The time by the database's clock."""
    now: datetime = (await connection.execute(_NOW)).scalar_one()
    return now
