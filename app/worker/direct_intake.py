"""Passing new submissions directly to this process's worker, which saves a step by the queue."""

from collections.abc import Sequence

from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import NewSubmission
from app.worker.worker import Worker


class DirectIntake:
    """An `Intake`: a single submission starts at once if a slot is free."""

    def __init__(self, store: SubmissionStore, worker: Worker) -> None:
        self._store = store
        self._worker = worker

    async def add(self, new: Sequence[NewSubmission], bounds: Bounds) -> None:
        """Store the submissions of one request, all or none; raises what `Intake.add` does."""
        if len(new) == 1:
            await self._worker.add(new[0], bounds)
        else:
            await self._store.add(new, bounds)
