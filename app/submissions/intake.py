"""Where new submissions go: into the queue, or directly to a worker of this process."""

from collections.abc import Sequence
from typing import Protocol

from app.submissions.queue_limits import Bounds
from app.submissions.schemas import NewSubmission


class Intake(Protocol):
    """Stores new submissions for judging."""

    async def add(self, new: Sequence[NewSubmission], bounds: Bounds) -> None:
        """Store the submissions of one request, all or none.

        Raises:
            DuplicateRequestError: the idempotency key was used before.
            QueueBoundError: the queue has no room for them.
            KeyBoundError: their key has too many in flight.
            StoreError: they could not be stored, and will not be judged.
        """
