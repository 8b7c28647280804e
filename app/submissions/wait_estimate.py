"""How fast the queue drains, and what waiting in it takes."""

from statistics import fmean

from app.database.database import Database
from app.jobs.workers import WorkerStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import UnfinishedSubmission

# Enough that one slow problem does not decide it, few enough to follow what is sent today.
_LATEST = 50
# Before anything was judged: the first submission to a problem waits for it to be made warm.
_FIRST_JUDGING_S = 2.0


class WaitEstimates:
    """How long judging takes, and how many workers' slots there are, as of the last look."""

    def __init__(self, database: Database) -> None:
        self._store = SubmissionStore(database)
        self._workers = WorkerStore(database)
        self._judging_s = _FIRST_JUDGING_S
        self._slots = 1

    async def look(self) -> None:
        """Bring it up to date.

        Raises:
            StoreError: the database failed.
        """
        if times_s := await self._store.latest_judging_times_s(_LATEST):
            self._judging_s = fmean(times_s)
        # While every worker is gone, one is expected back.
        self._slots = max(1, await self._workers.slots())

    def drain_s(self, count: int) -> float:
        """In how many seconds so many of the queued submissions are begun, while all are busy."""
        return count * self._judging_s / self._slots

    def next_estimate_s(self, waiting: int, running: int) -> float:
        """In how many seconds one that came now would have its verdict, behind those that wait."""
        is_begun_at_once = waiting == 0 and running < self._slots
        return self._judging_s + (0 if is_begun_at_once else self.drain_s(waiting + 1))

    def estimate_s(self, submission: UnfinishedSubmission) -> float:
        """In how many seconds its verdict may be expected."""
        if submission.position is None:
            return self._judging_s
        return self.drain_s(submission.position + 1) + self._judging_s
