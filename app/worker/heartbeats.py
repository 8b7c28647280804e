"""A worker's heartbeats. What becomes of one without any, `app.worker.lost_workers` decides."""

import asyncio
import resource
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.database.database import Database
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.worker.grader import Grader
from app.worker.lost_workers import LostWorkers

INTERVAL_S = 5.0


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
        self._lost = LostWorkers(database, clock)
        self._entry = entry
        self._judge = judge

    async def beat(self) -> Sequence[str]:
        """Send one, and requeue what lost workers were judging. Return the ids of all workers.

        Raises:
            StoreError: it could not be stored.
        """
        warm_mb = await asyncio.to_thread(self._judge.warm_memory_mb)
        memory = Memory(_resident_mb(), warm_mb)
        await self._workers.heartbeat(self._entry, self._judge.counts(), memory)
        if not self._is_shared:
            return [self._entry.id]
        await self._lost.requeue()
        return await self._workers.ids()


def _resident_mb() -> float:
    """The memory of this process, in MiB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
