"""Which submissions are let in: so many in flight, and so many in the queue."""

from dataclasses import replace

from app.settings import Settings
from app.submissions.enqueue import Bounds
from app.submissions.errors import QueueFullError, TooManyInFlightError
from app.submissions.wait_estimate import WaitEstimates

# Whoever was refused comes back when so much has drained: not all for one free place.
_SHARE_TO_DRAIN = 0.1


class Admission:
    """The bounds, and what is said to those beyond them.

    They are kept by the transaction that stores. Only keys have a number in flight: who calls
    without one is on this machine.
    """

    def __init__(self, settings: Settings, estimates: WaitEstimates) -> None:
        self.bounds = Bounds(settings.queue_limit, settings.in_flight_limit)
        # The rest of the queue is for submissions: none is refused because of reviews alone.
        self.review_bounds = replace(self.bounds, queued=max(1, settings.queue_limit // 2))
        self._estimates = estimates

    def queue_full(self, bounds: Bounds) -> QueueFullError:
        """What to say where the queue has no room within these bounds."""
        most = bounds.queued
        return QueueFullError(
            f"The queue holds {most} submissions and has no room for this; try again later.",
            self._estimates.drain_s(most) * _SHARE_TO_DRAIN,
        )

    def too_many_in_flight(self) -> TooManyInFlightError:
        """What to say where a key has too many under way."""
        most = self.bounds.in_flight
        return TooManyInFlightError(
            f"A key may have {most} submissions queued or running; wait for some to end.",
            self._estimates.drain_s(most) * _SHARE_TO_DRAIN,
        )
