"""Stopping a grading that is under way."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class GradingCancelledError(Exception):
    """The grading was stopped by request; there is no verdict."""


class CancellationToken:
    """A request to stop one grading, made from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[Callable[[], None]] = []
        self.is_requested = False

    def request(self) -> None:
        """End what is under way, at once, and refuse what would begin."""
        with self._lock:
            self.is_requested = True
            for end in self._ends:
                end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` on a request while the context lasts; it must return at once.

        Several contexts may last at the same time.

        Raises:
            GradingCancelledError: it was requested, before or meanwhile, whatever came of `end`.
        """
        with self._lock:
            self._ends.append(end)
        try:
            self._raise_if_requested()
            yield
        except Exception:
            self._raise_if_requested()
            raise
        finally:
            # From here on nothing is there to be ended.
            with self._lock:
                self._ends.remove(end)
        self._raise_if_requested()

    def _raise_if_requested(self) -> None:
        if self.is_requested:
            raise GradingCancelledError from None
