"""What is read from another server when it is needed, and kept for a while."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from app.core.outbound_http import AnswerError

_Value = TypeVar("_Value")


class Kept(Generic[_Value]):
    """One value. It is read once, however many wait for it."""

    def __init__(self, read: Callable[[], Awaitable[_Value]]) -> None:
        """`read` reads it, and raises `AnswerError` where that fails."""
        self._read = read
        # With when it was read, by the monotonic clock.
        self._kept: tuple[float, _Value] | None = None
        # When it could not be read for the last time, and why.
        self._failed: tuple[float, str] | None = None
        self._reading = asyncio.Lock()

    async def get(self, max_age_s: float) -> _Value:
        """Return the value, read no longer ago than `max_age_s`.

        Raises:
            AnswerError: it can't be read.
        """
        asked_at = time.monotonic()
        async with self._reading:
            if self._failed is not None and self._failed[0] >= asked_at:
                # Failed meanwhile for another: whoever waits is not to wait for a try of their own.
                raise AnswerError(self._failed[1])
            if self._kept is None or time.monotonic() - self._kept[0] >= max_age_s:
                try:
                    value = await self._read()
                except AnswerError as error:
                    self._failed = (time.monotonic(), str(error))
                    raise
                self._kept = (time.monotonic(), value)
            return self._kept[1]
