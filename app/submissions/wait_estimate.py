"""Wait estimates: how fast the queue drains, and how long a submission waits."""

from statistics import fmean

from app.database.database import Database
from app.jobs.workers import WorkerStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import UnfinishedSubmission

# Enough that one slow problem does not dominate, few enough to follow the current load.
_LATEST = 50
# Until something was judged: a problem's first submission waits for the problem to be warmed.
_FIRST_JUDGING_S = 2.0


class WaitEstimates:
    """The judging time and the number of worker slots, as of the last look."""

    def __init__(self, database: Database) -> None:
        self._store = SubmissionStore(database)
        self._workers = WorkerStore(database)
        self._judging_s = _FIRST_JUDGING_S
        self._slots = 1

    async def look(self) -> None:
        """Update from the store.

        Raises:
            StoreError: the database failed.
        """
        if times_s := await self._store.latest_judging_times_s(_LATEST):
            self._judging_s = fmean(times_s)
        # If no worker is running, one is expected back.
        self._slots = max(1, await self._workers.slots())

    def drain_s(self, count: int) -> float:
        """Seconds until `count` queued submissions have started, while all slots are busy."""
        return count * self._judging_s / self._slots

    def next_estimate_s(self, waiting: int, running: int) -> float:
        """Seconds to the verdict of a submission that arrives now, behind those that wait."""
        is_begun_at_once = waiting == 0 and running < self._slots
        return self._judging_s + (0 if is_begun_at_once else self.drain_s(waiting + 1))

    def estimate_s(self, submission: UnfinishedSubmission) -> float:
        """Seconds until its verdict can be expected."""
        if submission.position is None:
            return self._judging_s
        return self.drain_s(submission.position + 1) + self._judging_s
