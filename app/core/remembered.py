"""Results that took long, given again for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

# What took less is computed for everyone who asks, and always new.
_SLOW_S = 0.5
# So computing one result again and again takes a hundredth of a core at most.
_KEPT_TIMES = 100

_Key = TypeVar("_Key", bound=Hashable)
_Value = TypeVar("_Value")


class Remembered(Generic[_Key, _Value]):
    """Keeps what took long, for a hundred times as long as that took.

    Those who ask for the same at the same time share one computation.
    """

    def __init__(self, most: int) -> None:
        """Set up an empty store of at most `most` results, the latest asked for."""
        self._most = most
        self._kept: OrderedDict[_Key, tuple[float, _Value]] = OrderedDict()
        self._computing: dict[_Key, asyncio.Task[_Value]] = {}

    async def get(self, key: _Key, compute: Callable[[], Awaitable[_Value]]) -> _Value:
        """Return the result of that key, computed unless it is kept; raise what `compute` does."""
        if key in self._kept:
            until, value = self._kept[key]
            if time.monotonic() < until:
                self._kept.move_to_end(key)
                return value
        if key not in self._computing:
            self._computing[key] = asyncio.create_task(self._compute(key, compute))
        # Whoever asked first may go, and others wait on.
        return await asyncio.shield(self._computing[key])

    async def _compute(self, key: _Key, compute: Callable[[], Awaitable[_Value]]) -> _Value:
        begun = time.monotonic()
        try:
            value = await compute()
        finally:
            del self._computing[key]
        now = time.monotonic()
        self._kept.pop(key, None)
        if now - begun >= _SLOW_S:
            self._kept[key] = now + (now - begun) * _KEPT_TIMES, value
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
