"""Idempotency keys: a repeated request is answered, not stored again."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select

from app.database.database import Database, uninterrupted
from app.database.tables import idempotency_keys as table

_REMEMBERED = timedelta(hours=24)


class IdempotencyStore:
    """The idempotency keys. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def submissions(self, site: str, learner: str | None, keys: Sequence[str]) -> list[str]:
        """The ids of what requests with these keys stored, of the site or of its learner."""
        query = select(table.c.submission_id).where(
            table.c.site == site, table.c.learner == (learner or ""), table.c.key.in_(keys)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars().all())

    @uninterrupted
    async def forget_old(self) -> None:
        """Delete the keys that are too old to be repeated."""
        old = table.c.created_at < datetime.now(UTC) - _REMEMBERED
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(old))
