"""The rate limit of each key."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from app.auth.caller import Caller
from app.auth.errors import RateLimitedError, RefusedTooOftenError, ReplayedTooOftenError
from app.core.errors import ApiError, StoreError
from app.http.parts import part

# Budgets besides that of submissions, each as large.
_REFUSED = "refused"
_REPLAYED = "replayed"


@dataclass(slots=True)
class Taken:
    """What a request takes of its key's rate."""

    # Set once that is known: what was stored before takes nothing.
    is_replay: bool = False
    # The headers that report the remaining quota, once the request is served.
    headers: dict[str, str] = field(default_factory=dict)


class RateLimit:
    """Counts each key's requests, in this process only, without database access.

    Only keys have a rate: a caller without a key is on this machine. Only what is stored takes from
    the rate. Requests that are refused, and those that were stored before, have budgets of their
    own, so that they take nothing from others with the same key, and are bounded all the same.
    """

    def __init__(self, rate: RateLimitItem) -> None:
        self._rate = rate
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    @asynccontextmanager
    async def taking(self, caller: Caller, submissions: int) -> AsyncIterator[Taken]:
        """Take from the rate while the request is served, and give back what stored nothing.

        Raises:
            RateLimitedError: the request exceeds the key's rate, or that of requests which were
                stored before.
        """
        taken = Taken()
        if (key_id := caller.key_id) is None:
            yield taken
            return
        if not await self._limiter.hit(self._rate, key_id, cost=submissions):
            await self.count_refusal(caller)
            raise await self._rate_limited(key_id, submissions)
        try:
            yield taken
        except ApiError as error:
            await self._give_back(key_id, submissions)
            if not error.is_of_body:  # Those are counted wherever they are answered.
                await self.count_refusal(caller)
            raise
        except StoreError:
            await self._give_back(key_id, submissions)
            raise
        if taken.is_replay:
            await self._give_back(key_id, submissions)
            if not await self._limiter.hit(self._rate, _REPLAYED, key_id):
                raise await self._too_often(ReplayedTooOftenError, _REPLAYED, key_id)
        taken.headers = await self._headers(key_id)

    async def count_refusal(self, caller: Caller) -> None:
        """Count a request that was refused."""
        if caller.key_id is not None:
            await self._limiter.hit(self._rate, _REFUSED, caller.key_id)

    async def refuse_after_refusals(self, caller: Caller) -> None:
        """Refuse a caller with too many refused requests before reading the body.

        Raises:
            RefusedTooOftenError: as many requests were refused as the key may send submissions.
        """
        key_id = caller.key_id
        if key_id is None or await self._limiter.test(self._rate, _REFUSED, key_id):
            return
        raise await self._too_often(RefusedTooOftenError, _REFUSED, key_id)

    async def _give_back(self, key_id: str, submissions: int) -> None:
        await self._limiter.hit(self._rate, key_id, cost=-submissions)

    async def _too_often(
        self, error: type[RateLimitedError], budget: str, key_id: str
    ) -> RateLimitedError:
        reset, _ = await self._limiter.get_window_stats(self._rate, budget, key_id)
        return error(reset - time.time(), self._rate.amount, self._rate.get_expiry())

    async def _rate_limited(self, key_id: str, submissions: int) -> RateLimitedError:
        reset, remaining = await self._limiter.get_window_stats(self._rate, key_id)
        window_s = self._rate.get_expiry()
        missing_s = (submissions - remaining) * window_s / self._rate.amount
        retry_s = max(reset - time.time(), missing_s)
        headers = await self._headers(key_id)
        return RateLimitedError(retry_s, self._rate.amount, window_s, headers)

    async def _headers(self, key_id: str) -> dict[str, str]:
        reset, remaining = await self._limiter.get_window_stats(self._rate, key_id)
        reset_s = max(0.0, reset - time.time())
        # RateLimit header fields for HTTP, draft-ietf-httpapi-ratelimit-headers-10.
        return {
            "RateLimit-Policy": f'"submissions";q={self._rate.amount};w={self._rate.get_expiry()}',
            "RateLimit": f'"submissions";r={remaining};t={round(reset_s)}',
        }


RateLimitDep = Annotated[RateLimit, Depends(part(RateLimit))]
