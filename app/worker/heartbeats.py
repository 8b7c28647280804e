"""A worker's heartbeats; and what a worker held whose heartbeats have ended is queued again."""

import asyncio
import logging
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.database.database import Database
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.submissions.repository import SubmissionStore
from app.worker.grader import Grader

# Heartbeat timeout: the worker's submissions are requeued. A worker that was only suspended finds
# its tries fenced; one on an overloaded machine must not be declared lost too soon.
TIMEOUT_S = 30.0
INTERVAL_S = 5.0
# After a gap in its own heartbeats a worker declares no other lost for as long: the database may
# have been away, and then all others have the same gap, and will be heard again.
GAP_S = GRACE_S = 15.0

_log = logging.getLogger(__name__)


class Heartbeats:
    """The heartbeats of one worker."""

    def __init__(
        self,
        database: Database,
        entry: WorkerEntry,
        judge: Grader,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Prepare to send them.

        Args:
            database: where they are stored.
            entry: the worker.
            judge: what it judges with.
            clock: tells seconds, for gaps.
        """
        self._is_shared = database.is_shared
        self._workers = WorkerStore(database)
        self._submissions = SubmissionStore(database)
        self._entry = entry
        self._judge = judge
        self._clock = clock
        self._latest: float | None = None
        self._none_lost_until = 0.0

    async def beat(self) -> Sequence[str]:
        """Send one, and requeue what lost workers were judging. Return the ids of all workers.

        Raises:
            StoreError: it could not be stored.
        """
        warm_mb = await asyncio.to_thread(self._judge.warm_memory_mb)
        memory = Memory(_resident_mb(), warm_mb)
        await self._workers.heartbeat(self._entry, self._judge.counts(), memory)
        now = self._clock()
        if self._latest is not None and now - self._latest > GAP_S:
            self._none_lost_until = now + GRACE_S
        self._latest = now
        if not self._is_shared:
            return [self._entry.id]
        if now >= self._none_lost_until:
            for gone in await self._workers.forget_lost(TIMEOUT_S):
                _log.warning("Worker %s is gone; what it judged is queued again", gone)
        await self._submissions.requeue_abandoned()
        return await self._workers.ids()


def _resident_mb() -> float:
    """The memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
