"""A bounded store of what was computed, shared by threads."""

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Recent(Generic[Key, Kept]):
    """Keeps the most recently used entries. Methods may be called from any thread."""

    def __init__(self, most: int) -> None:
        """Set up an empty store of at most `most` entries."""
        self._most = most
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Key, compute: Callable[[], Kept]) -> Kept:
        """The entry, computed and kept if it is missing.

        Threads that miss it at once each compute it: none waits for another's failure.
        """
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        value = compute()
        with self._lock:
            self._kept[key] = value
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return value
