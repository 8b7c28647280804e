"""Keeping what the operator's settings say, and no more."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta

from app.database.database import Database
from app.retention.repository import RetentionStore
from app.settings import Settings

# Between transactions, so that submissions are stored as fast as ever.
_PAUSE_S = 0.05

_log = logging.getLogger(__name__)


class RetentionService:
    """Removes what is too old. Any number of processes may do so on one database."""

    def __init__(self, database: Database, settings: Settings) -> None:
        self._store = RetentionStore(database)
        self._sources_days = settings.keep_sources_days
        self._details_days = settings.keep_details_days
        # A webhook's body holds the whole verdict.
        self._events_days = min(
            (days for days in (settings.keep_events_days, self._details_days) if days is not None),
            default=None,
        )

    async def enforce(self) -> None:
        """Remove all that is older than the settings say, by small transactions.

        What was removed stays so if it is interrupted; the next call goes on.

        Raises:
            StoreError: the database failed.
        """
        now = datetime.now(UTC)
        for what, days, remove in self._limits():
            if days is None:
                continue
            before, count = now - timedelta(days=days), 0
            while removed := await remove(before):
                count += removed
                await asyncio.sleep(_PAUSE_S)
            if count:
                _log.info("Removed the %s of %d rows, older than %d days", what, count, days)

    def _limits(self) -> Iterator[tuple[str, int | None, Callable[[datetime], Awaitable[int]]]]:
        yield "sources", self._sources_days, self._store.remove_sources
        yield "details", self._details_days, self._store.remove_details
        yield "details", self._details_days, self._store.remove_earlier_details
        yield "events", self._events_days, self._store.remove_deliveries
