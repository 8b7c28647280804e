"""The authenticator: identifies the caller of a request by its key."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from app.auth.api_key import ApiKey, key_hash
from app.auth.caller import ANYONE, Caller
from app.auth.key_repository import KeyStore
from app.core.errors import StoreError
from app.database.database import Database
from app.database.notifications import Notice

# Every change of a key is announced. This covers lost notices, and changes by another process in
# the embedded database, which announces nothing to others.
_REMEMBERED_S = 5.0
_RECORD_USES_S = 60.0

_log = logging.getLogger(__name__)


class Authenticator:
    """Identifies callers by their keys. Caches each key for a few seconds."""

    def __init__(self, database: Database, *, may_be_open: bool) -> None:
        """Create the authenticator.

        Args:
            database: where the keys are stored.
            may_be_open: serve everyone until the first key is created.
        """
        self._database = database
        self._store = KeyStore(database)
        self._may_be_open = may_be_open
        self._open_until = 0.0
        self._remembered: dict[str, tuple[float, ApiKey]] = {}
        self._changes = 0
        self._uses: dict[str, datetime] = {}
        self._used = asyncio.Event()

    @property
    def needs_keys(self) -> bool:
        """Whether every request needs a key, as far as is known."""
        return not self._may_be_open

    async def caller(self, key: str | None) -> Caller | None:
        """Return the caller that `key` identifies; None if the key is missing or not valid.

        Raises:
            StoreError: the database failed.
        """
        if key is None:
            return ANYONE if await self._is_open() else None
        known = await self._look_up(key)
        now = datetime.now(UTC)
        if known is None or not known.is_valid(now):
            return None
        self._uses[known.id] = now
        self._used.set()
        return Caller(known.site, known.id, frozenset(known.scopes), course=known.course)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen for changed keys, and record when keys are used, while the context lasts."""
        with self._database.notices.listening(self._hear):
            recording = asyncio.create_task(self._keep_recording())
            try:
                yield
            finally:
                recording.cancel()
                await asyncio.wait([recording])
                await self._record()

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("keys", "missed"):
            self._changes += 1
            self._remembered.clear()
            self._open_until = 0.0

    async def _is_open(self) -> bool:
        if self._may_be_open and time.monotonic() >= self._open_until:
            changes = self._changes
            self._may_be_open = not await self._store.has_keys()
            if changes == self._changes:
                self._open_until = time.monotonic() + _REMEMBERED_S
        return self._may_be_open

    async def _look_up(self, key: str) -> ApiKey | None:
        hashed = key_hash(key)
        if hashed is None:
            return None
        until, known = self._remembered.get(hashed, (0.0, None))
        if time.monotonic() < until:
            return known
        changes = self._changes
        known = await self._store.find(hashed)
        self._remembered.pop(hashed, None)
        # Don't cache a key that changed during the read.
        if known is not None and changes == self._changes:
            self._remembered[hashed] = (time.monotonic() + _REMEMBERED_S, known)
        return known

    async def _keep_recording(self) -> None:
        while True:
            await self._used.wait()
            await self._record()
            await asyncio.sleep(_RECORD_USES_S)

    async def _record(self) -> None:
        self._used.clear()
        uses, self._uses = self._uses, {}
        try:
            if uses:
                await self._store.record_uses(uses)
        except StoreError:
            _log.exception("When keys were last used could not be recorded")
