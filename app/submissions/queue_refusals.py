"""Refusing what the queue has no room for: what is said, and when to come back.

The limits are enforced where a submission is stored: see `app.submissions.queue_limits`.
"""

from dataclasses import replace

from app.jobs.errors import QueueFullError, TooManyInFlightError
from app.settings import Settings
from app.submissions.queue_limits import Bounds
from app.submissions.wait_estimate import WaitEstimates

# Retry-After: the time in which 10 % of the queue drains, so that not all clients return for one
# free place.
_SHARE_TO_DRAIN = 0.1


class QueueRefusals:
    """The limits as they are set, and the errors for exceeding them.

    Only keys have an in-flight limit: a caller without a key is on this machine.
    """

    def __init__(self, settings: Settings, estimates: WaitEstimates) -> None:
        self.bounds = Bounds(settings.queue_limit, settings.in_flight_limit)
        # The rest of the queue is for submissions: reviews alone never fill it.
        self.review_bounds = replace(self.bounds, queued=max(1, settings.queue_limit // 2))
        self._estimates = estimates

    def queue_full(self, bounds: Bounds) -> QueueFullError:
        """The error if the queue exceeds these bounds."""
        most = bounds.queued
        return QueueFullError(self._estimates.drain_s(most) * _SHARE_TO_DRAIN, most)

    def too_many_in_flight(self) -> TooManyInFlightError:
        """The error if a key has too many submissions in flight."""
        most = self.bounds.in_flight
        return TooManyInFlightError(self._estimates.drain_s(most) * _SHARE_TO_DRAIN, most)
