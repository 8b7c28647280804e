"""Which submissions are let in: so many in a time, in flight and in the queue."""

import time
from dataclasses import replace

from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from app.auth.caller import Caller
from app.settings import Settings
from app.submissions.enqueue import Bounds
from app.submissions.errors import (
    QueueFullError,
    RateLimitedError,
    TooManyInFlightError,
)
from app.submissions.wait_estimate import Pace

# Whoever was refused comes back when so much has drained: not all for one free place.
_SHARE_TO_DRAIN = 0.1
_REFUSED = "refused"


class Admission:
    """The limits, and what is said to those beyond them.

    The rate is counted in this process alone, without a step to the database; `bounds` are kept by
    the transaction that stores. Only keys have a rate and a number in flight: who calls without
    one is on this machine.
    """

    def __init__(self, settings: Settings, pace: Pace) -> None:
        self.bounds = Bounds(settings.queue_limit, settings.in_flight_limit)
        # The rest of the queue is for submissions: none is refused because of reviews alone.
        self.review_bounds = replace(self.bounds, queued=max(1, settings.queue_limit // 2))
        self._pace = pace
        self._rate = settings.rate
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, caller: Caller, submissions: int) -> dict[str, str]:
        """Count what a request brings; the headers that tell its key how much is left.

        Raises:
            RateLimitedError: the key brings more than its rate allows.
        """
        if caller.key_id is None:
            return {}
        fits = await self._limiter.hit(self._rate, caller.key_id, cost=submissions)
        return await self._headers(caller.key_id, submissions, fits=fits)

    async def count_refusal(self, caller: Caller) -> None:
        """Count a request that was refused for what it says: it costs what a submission does."""
        if caller.key_id is not None:
            await self._limiter.hit(self._rate, caller.key_id)
            await self._limiter.hit(self._rate, _REFUSED, caller.key_id)

    async def refuse_after_refusals(self, caller: Caller) -> None:
        """Refuse whoever was refused too often, before what they send is read.

        Raises:
            RateLimitedError: as many requests were refused as the key may send submissions.
        """
        key_id = caller.key_id
        if key_id is None or await self._limiter.test(self._rate, _REFUSED, key_id):
            return
        reset, _ = await self._limiter.get_window_stats(self._rate, _REFUSED, key_id)
        raise RateLimitedError(
            f"{self._rate.amount} requests of the key were refused within "
            f"{self._rate.get_expiry()} seconds; each counts as a submission.",
            reset - time.time(),
        )

    async def _headers(self, key_id: str, submissions: int, *, fits: bool) -> dict[str, str]:
        reset, remaining = await self._limiter.get_window_stats(self._rate, key_id)
        window_s = self._rate.get_expiry()
        reset_s = max(0.0, reset - time.time())
        # RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers-10.
        headers = {
            "RateLimit-Policy": f'"submissions";q={self._rate.amount};w={window_s}',
            "RateLimit": f'"submissions";r={remaining};t={round(reset_s)}',
        }
        if not fits:
            missing_s = (submissions - remaining) * window_s / self._rate.amount
            raise RateLimitedError(
                f"A key may send {self._rate.amount} submissions in {window_s} seconds.",
                max(reset_s, missing_s),
                headers,
            )
        return headers

    def queue_full(self, bounds: Bounds) -> QueueFullError:
        """What to say where the queue has no room within these bounds."""
        most = bounds.queued
        return QueueFullError(
            f"The queue holds {most} submissions and has no room for this; try again later.",
            self._pace.drain_s(most) * _SHARE_TO_DRAIN,
        )

    def too_many_in_flight(self) -> TooManyInFlightError:
        """What to say where a key has too many under way."""
        most = self.bounds.in_flight
        return TooManyInFlightError(
            f"A key may have {most} submissions queued or running; wait for some to end.",
            self._pace.drain_s(most) * _SHARE_TO_DRAIN,
        )
