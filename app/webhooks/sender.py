"""Sends the stored webhooks, and retries failed ones, after the pauses of `app.jobs.backoff`."""

import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.database.database import Database
from app.jobs.backoff import retry_after_s
from app.jobs.dispatcher import Dispatcher
from app.webhooks.outbox import Busy, Claim, WebhookOutbox
from app.webhooks.post import TIMEOUT_S, Post, PostError

# The number of concurrent tries, in total, per site and per endpoint: a slow receiver does not
# delay others.
_AT_ONCE = 32
_AT_ONCE_TO_SITE = 16
_AT_ONCE_TO_ENDPOINT = 4
# A sender that reports nothing by then has been killed.
_LEASE_S = 2 * TIMEOUT_S

_log = logging.getLogger(__name__)


class Sender(Dispatcher[Claim]):
    """Sends due webhooks, in any number of processes at once."""

    def __init__(
        self,
        database: Database,
        post: Post,
        retry_after_s: Callable[[int], float | None] = retry_after_s,
    ) -> None:
        super().__init__(database, "webhook", _AT_ONCE)
        self._outbox = WebhookOutbox(database)
        self._post = post
        self._retry_after_s = retry_after_s
        self._to_endpoint: Counter[str] = Counter()
        self._to_site: Counter[str] = Counter()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send while the context lasts; tries that its end interrupts are sent again."""
        try:
            async with super().running():
                yield
        finally:
            await self._post.close()

    async def _claim(self) -> Claim | None:
        return await self._outbox.claim(self._busy(), _LEASE_S)

    async def _due_in_s(self) -> float | None:
        return await self._outbox.due_in_s(self._busy())

    async def _requeue(self, claim: Claim) -> None:
        await self._outbox.requeue(claim)

    def _count(self, claim: Claim, change: int) -> None:
        self._to_endpoint[claim.endpoint_id] += change
        self._to_site[claim.site] += change
        # Drop the zeros: endpoints come and go.
        self._to_endpoint, self._to_site = +self._to_endpoint, +self._to_site

    def _busy(self) -> Busy:
        return Busy(
            [name for name, count in self._to_endpoint.items() if count >= _AT_ONCE_TO_ENDPOINT],
            [name for name, count in self._to_site.items() if count >= _AT_ONCE_TO_SITE],
        )

    async def _carry_out(self, claim: Claim) -> None:
        try:
            await self._post.send(claim.url, claim.secret, claim.id, claim.body)
        except PostError as error:
            # Neither the URL nor the reason: either may contain the site's private data.
            _log.info("Webhook %s, try %d: not delivered", claim.id, claim.tries)
            await self._fail(claim, str(error), is_gone=error.is_gone)
        except Exception:  # noqa: BLE001 - whatever it was, it must not be tried for ever
            _log.exception("Webhook %s, try %d", claim.id, claim.tries)
            await self._fail(claim, "the service failed; its log says why")
        else:
            await self._outbox.succeed(claim)

    async def _fail(self, claim: Claim, reason: str, *, is_gone: bool = False) -> None:
        retry_s = self._retry_after_s(claim.tries)
        if await self._outbox.fail(claim, reason, retry_s, disable=is_gone):
            _log.warning("Webhook endpoint %s is disabled", claim.endpoint_id)
