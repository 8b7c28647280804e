"""Sends the stored webhooks, and retries failed ones."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from app.core.errors import StoreError
from app.core.tasks import cancel_all
from app.database.database import Database, uninterrupted
from app.database.notifications import Notice
from app.webhooks.outbox import Busy, Claim, WebhookOutbox
from app.webhooks.post import TIMEOUT_S, Post, PostError

# The number of concurrent tries, in total, per site and per endpoint: a slow receiver does not
# delay others.
_AT_ONCE = 32
_AT_ONCE_TO_SITE = 16
_AT_ONCE_TO_ENDPOINT = 4
# A sender that reports nothing by then has been killed.
_LEASE_S = 2 * TIMEOUT_S
# Seconds between the tries, in total a little more than a day: an endpoint at which everything
# fails is disabled before its webhooks are given up.
_RETRIES_S = (5, 30, 120, 600, 1800, 3600, *[7200] * 12)
# Varies the delays, so that webhooks that failed together are not retried together.
_JITTER = 0.1
# Notices wake a sender at once; this covers lost notices.
_LOOK_S = 5.0
_STORE_RETRY_S = 1.0

_log = logging.getLogger(__name__)


def retry_after_s(failures: int) -> float | None:
    """Seconds until the next try after so many failures; None to give up."""
    if failures > len(_RETRIES_S):
        return None
    # Not security-relevant.
    return _RETRIES_S[failures - 1] * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311


class Sender:
    """Sends due webhooks, in any number of processes at once."""

    def __init__(
        self,
        database: Database,
        post: Post,
        retry_after_s: Callable[[int], float | None] = retry_after_s,
    ) -> None:
        self._database = database
        self._outbox = WebhookOutbox(database)
        self._post = post
        self._retry_after_s = retry_after_s
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._to_endpoint: Counter[str] = Counter()
        self._to_site: Counter[str] = Counter()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Send while the context lasts; tries that its end interrupts are sent again."""
        with self._database.notices.listening(self._hear):
            dispatcher = asyncio.create_task(self._dispatch())
            try:
                yield
            finally:
                # First, so that it claims none of what the others requeue.
                await cancel_all({dispatcher})
                await cancel_all(self._under_way)
                await self._post.close()

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("webhook", "missed"):
            self._wake.set()

    async def _dispatch(self) -> None:
        while True:
            # Cleared first, so that a webhook stored during the query is not missed.
            self._wake.clear()
            try:
                wait_s = await self._send_due()
            except StoreError:
                _log.exception("The store failed; trying again")
                wait_s = _STORE_RETRY_S
            except Exception:
                _log.exception("No webhooks are sent; restart the service")
                raise
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    async def _send_due(self) -> float | None:
        """Start sending all that is due; return the seconds to the next look, None for no limit."""
        while len(self._under_way) < _AT_ONCE:
            if not await self._begin_next():
                due_in_s = await self._outbox.due_in_s(self._busy())
                waits = [_LOOK_S] if self._database.is_shared else []
                return min(waits + ([] if due_in_s is None else [due_in_s]), default=None)
        return None

    @uninterrupted
    async def _begin_next(self) -> bool:
        """Start sending the webhook that has been due longest; return whether there is one.

        Not interruptible, so that every claim has a task that can requeue it.
        """
        claim = await self._outbox.claim(self._busy(), _LEASE_S)
        if claim is not None:
            self._begin(claim)
        return claim is not None

    def _busy(self) -> Busy:
        return Busy(
            [name for name, count in self._to_endpoint.items() if count >= _AT_ONCE_TO_ENDPOINT],
            [name for name, count in self._to_site.items() if count >= _AT_ONCE_TO_SITE],
        )

    def _begin(self, claim: Claim) -> None:
        self._to_endpoint[claim.endpoint_id] += 1
        self._to_site[claim.site] += 1
        task = asyncio.create_task(self._send(claim))
        self._under_way.add(task)

        def end(_: asyncio.Task[None]) -> None:
            self._under_way.discard(task)
            self._to_endpoint -= Counter([claim.endpoint_id])
            self._to_site -= Counter([claim.site])
            self._wake.set()

        task.add_done_callback(end)

    async def _send(self, claim: Claim) -> None:
        try:
            await self._try(claim)
        except asyncio.CancelledError:
            await self._outbox.requeue(claim)
            raise
        except StoreError:
            _log.exception("Webhook %s will be sent again: the store failed", claim.id)

    async def _try(self, claim: Claim) -> None:
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
