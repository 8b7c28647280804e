"""Keeping the counts up to date."""

import asyncio

from app.database.database import Database
from app.rollup.repository import RollupStore

# Whoever reads counts waits for so many changes to be counted; that takes less than a second.
_MOST_WAITED_FOR = 5000
_PAUSE_S = 0.01


class Rollup:
    """The counts of all verdicts. Any number of processes may count on one database.

    Every method raises `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._store = RollupStore(database)

    async def settle(self) -> bool:
        """Count what came in since; False if that is too much to wait for, as after an upgrade."""
        pending = await self._store.pending(_MOST_WAITED_FOR)
        if pending >= _MOST_WAITED_FOR:
            return False
        while pending > 0:
            pending -= await self._store.count_some() or pending
        return True

    async def count_all(self) -> None:
        """Count all changes, some at a time: others write in between."""
        while await self._store.pending(1):
            await self._store.count_some()
            await asyncio.sleep(_PAUSE_S)
