"""Review preemption: no review holds a slot that a learner's submission waits for."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from app.core.errors import StoreError
from app.submissions.repository import SubmissionStore
from graders.core.cancellation import CancellationToken

_log = logging.getLogger(__name__)


class ReviewPreemption:
    """Stops running reviews; their runner requeues them."""

    def __init__(self, store: SubmissionStore, is_full: Callable[[], bool]) -> None:
        """Store the queue, and a function that says whether all slots of this worker are in use."""
        self._store = store
        self._is_full = is_full
        self._reviews: list[CancellationToken] = []
        self._news = asyncio.Event()

    @contextmanager
    def reviewing(self, stop: CancellationToken) -> Iterator[None]:
        """Let a review be preempted, by its `stop`, while the context lasts."""
        self._reviews.append(stop)
        # Covers submissions that arrived while the review was starting.
        self.look()
        try:
            yield
        finally:
            self._reviews.remove(stop)

    def look(self) -> None:
        """Check whether something waits: it may just have been queued."""
        self._news.set()

    async def keep_looking(self) -> None:
        """Stop the newest review whenever an interactive submission waits for a slot."""
        while True:
            await self._news.wait()
            self._news.clear()
            if self._reviews and self._is_full() and await self._something_waits():
                self._stop_newest()

    async def _something_waits(self) -> bool:
        try:
            return await self._store.has_interactive_queued()
        except StoreError:
            _log.exception("A submission may wait for a review to end")
            return False

    def _stop_newest(self) -> None:
        # Stops none if all have ended during the query.
        for stop in reversed(self._reviews):
            if not stop.is_requested:
                stop.request()
                return
