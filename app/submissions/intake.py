"""Where new submissions go: into the queue, or straight to a worker of this process."""

from collections.abc import Sequence
from typing import Protocol

from app.submissions.enqueue import Bounds
from app.submissions.schemas import NewSubmission


class Intake(Protocol):
    """Stores new submissions, which are judged from then on."""

    async def add(self, new: Sequence[NewSubmission], bounds: Bounds) -> None:
        """Store the submissions of one request, all or none.

        Raises:
            DuplicateRequestError: a request of the same name was stored before.
            QueueBoundError: the queue has no room for them.
            KeyBoundError: their key has too many under way.
            StoreError: they could not be stored, and will not be judged.
        """
