"""The rate limit of each key."""

import time
from typing import Annotated

from fastapi import Depends
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from app.auth.caller import Caller
from app.auth.errors import RateLimitedError, RefusedTooOftenError
from app.http.parts import part

_REFUSED = "refused"


class RateLimit:
    """Counts each key's requests, in this process only, without database access.

    Only keys have a rate: a caller without a key is on this machine.
    """

    def __init__(self, rate: RateLimitItem) -> None:
        self._rate = rate
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, caller: Caller, submissions: int) -> dict[str, str]:
        """Count the request's submissions. Return the headers that report the remaining quota.

        Raises:
            RateLimitedError: the request exceeds the key's rate.
        """
        if caller.key_id is None:
            return {}
        fits = await self._limiter.hit(self._rate, caller.key_id, cost=submissions)
        return await self._headers(caller.key_id, submissions, fits=fits)

    async def count_refusal(self, caller: Caller) -> None:
        """Count a request that was refused for its content: it costs as much as a submission."""
        if caller.key_id is not None:
            await self._limiter.hit(self._rate, caller.key_id)
            await self._limiter.hit(self._rate, _REFUSED, caller.key_id)

    async def refuse_after_refusals(self, caller: Caller) -> None:
        """Refuse a caller with too many refused requests before reading the body.

        Raises:
            RateLimitedError: as many requests were refused as the key may send submissions.
        """
        key_id = caller.key_id
        if key_id is None or await self._limiter.test(self._rate, _REFUSED, key_id):
            return
        reset, _ = await self._limiter.get_window_stats(self._rate, _REFUSED, key_id)
        raise RefusedTooOftenError(reset - time.time(), self._rate.amount, self._rate.get_expiry())

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
            raise RateLimitedError(max(reset_s, missing_s), self._rate.amount, window_s, headers)
        return headers


RateLimitDep = Annotated[RateLimit, Depends(part(RateLimit))]
