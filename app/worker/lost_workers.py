"""Lost workers: heartbeat timeout. What they were judging is requeued."""

import logging
import time
from collections.abc import Callable

from app.database.database import Database
from app.jobs.workers import WorkerStore
from app.submissions.repository import SubmissionStore

# Heartbeat timeout: the worker's submissions are requeued. A worker that was only suspended finds
# its tries fenced; one on an overloaded machine must not be declared lost too soon.
TIMEOUT_S = 30.0
# After a gap in its own heartbeats a worker declares no other lost for as long: the database may
# have been away, and then all others have the same gap, and will be heard again.
GAP_S = GRACE_S = 15.0

_log = logging.getLogger(__name__)


class LostWorkers:
    """The workers that are lost, as one that is not sees them."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.monotonic) -> None:
        """Prepare to look for them; `clock` tells seconds, for gaps."""
        self._workers = WorkerStore(database)
        self._submissions = SubmissionStore(database)
        self._clock = clock
        self._latest: float | None = None
        self._none_lost_until = 0.0

    async def requeue(self) -> None:
        """Declare workers lost, and requeue what they held. To be called with each own heartbeat.

        Raises:
            StoreError: the database failed.
        """
        now = self._clock()
        if self._latest is not None and now - self._latest > GAP_S:
            self._none_lost_until = now + GRACE_S
        self._latest = now
        if now >= self._none_lost_until:
            for gone in await self._workers.forget_lost(TIMEOUT_S):
                _log.warning("Worker %s is gone; what it judged is queued again", gone)
        await self._submissions.requeue_abandoned()
