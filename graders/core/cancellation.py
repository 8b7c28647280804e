"""Cancelling a grading that is running."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class GradingCancelledError(Exception):
    """The grading was cancelled; there is no verdict."""


class CancellationToken:
    """A request to cancel one grading, made from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[Callable[[], None]] = []
        self.is_requested = False

    def request(self) -> None:
        """End what is running, at once, and refuse to start anything more."""
        with self._lock:
            self.is_requested = True
            for end in self._ends:
                end()

    @contextmanager
    def ending(self, end: Callable[[], None]) -> Iterator[None]:
        """Call `end` if a request comes while the context is open; it must return at once.

        Several contexts may be open at the same time.

        Raises:
            GradingCancelledError: it was requested before or meanwhile, whatever `end` did.
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
            # From here on there is nothing to end.
            with self._lock:
                self._ends.remove(end)
        self._raise_if_requested()

    def _raise_if_requested(self) -> None:
        if self.is_requested:
            raise GradingCancelledError from None
