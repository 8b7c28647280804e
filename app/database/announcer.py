"""Sending notices to the other processes, several at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable

from app.core.errors import StoreError
from app.database.notifications import Notice

# The first notice goes at once; those of the next moments go together. PostgreSQL commits one
# transaction with notifications at a time, of all its databases.
_PAUSE_S = 0.005

_log = logging.getLogger(__name__)


class Announcer:
    """Sends notices of what is already stored.

    None is sent by the transaction that it is about: each of those would wait for all others. So a
    process that is killed in between sends none; whoever must not miss it looks at the store now
    and then.
    """

    def __init__(self, send: Callable[[list[Notice]], Awaitable[None]]) -> None:
        """Store what sends notices, all or none; it raises `StoreError` if it can't."""
        self._send = send
        self._waiting: dict[Notice, None] = {}
        self._sending: asyncio.Task[None] | None = None

    def announce(self, notices: Iterable[Notice]) -> None:
        """Send these, equal ones once."""
        self._waiting |= dict.fromkeys(notices)
        if self._waiting and (self._sending is None or self._sending.done()):
            self._sending = asyncio.create_task(self._keep_sending())

    async def flush(self) -> None:
        """Wait until everything is sent."""
        if self._sending is not None:
            await self._sending

    async def _keep_sending(self) -> None:
        while self._waiting:
            notices, self._waiting = list(self._waiting), {}
            try:
                await self._send(notices)
            except StoreError:
                _log.warning("%d notices were not sent: the store failed", len(notices))
            await asyncio.sleep(_PAUSE_S)
