"""The webhooks to send: stored with the change that they report, and sent from here.

The stored rows are the queue. A sender claims a webhook for the length of a lease; if it reports
nothing by then, the webhook is due again. So each is sent at least once, perhaps twice, with the
same id.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    select,
    text,
    update,
)

from app.auth.site_repository import ensure_site
from app.core.detail import Detail
from app.core.ids import new_id
from app.database.clock import read_now
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables.auth import sites
from app.database.tables.base import database_now
from app.database.tables.webhooks import webhook_deliveries as deliveries
from app.database.tables.webhooks import webhook_endpoints as endpoints
from app.jobs.queue import JobQueue
from app.webhooks.schemas import Message

# An endpoint at which everything has failed for this long is disabled until somebody enables it.
DISABLED_AFTER = timedelta(days=1)

_FIND_ENDPOINT = select(endpoints.c.id, endpoints.c.detail).where(
    endpoints.c.site == bindparam("b_site"), endpoints.c.url == bindparam("b_url")
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ENSURE_ENDPOINT = text(
    "INSERT INTO webhook_endpoints (id, site, url, created_at) VALUES (:id, :site, :url, :now) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=endpoints.c.created_at.type))

_earlier = deliveries.alias("earlier")
# The events of one submission are sent in order.
_IS_NEXT: ColumnElement[bool] = ~exists().where(
    _earlier.c.submission_id == deliveries.c.submission_id,
    _earlier.c.number < deliveries.c.number,
    _earlier.c.status == "pending",
)


_PENDING: ColumnElement[bool] = deliveries.c.status == "pending"
_QUEUE = JobQueue(
    table=deliveries,
    key=deliveries.c.id,
    tries=deliveries.c.tries,
    # A claimed one waits too, for the end of its lease: then it is due again.
    waiting=and_(_PENDING, _IS_NEXT),
    held=_PENDING,
    order=(deliveries.c.due_at, deliveries.c.number),
    notice=lambda _: Notice("webhook"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that one sender has leased. `tries` counts the claims, and fences them."""

    id: str
    tries: int
    endpoint_id: str
    site: str
    url: str
    secret: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Busy:
    """The endpoints and sites that must not be sent more at the moment."""

    endpoints: Collection[str] = ()
    sites: Collection[str] = ()


class WebhookOutbox:
    """The webhooks to send. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def claim(self, busy: Busy, lease_s: float) -> Claim | None:
        """Claim the webhook that has been due longest, for `lease_s`; None if none is due."""
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            take = _QUEUE.claim(
                {"due_at": now + timedelta(seconds=lease_s)},
                (
                    *(deliveries.c.id, deliveries.c.tries, deliveries.c.endpoint_id),
                    deliveries.c.body,
                ),
                _sendable(busy).where(deliveries.c.due_at <= now),
            )
            taken = (await transaction.execute(take)).one_or_none()
            if taken is None:
                return None
            to = await transaction.execute(
                select(endpoints.c.site, endpoints.c.url, sites.c.webhook_secret)
                .join(sites, sites.c.name == endpoints.c.site)
                .where(endpoints.c.id == taken.endpoint_id)
            )
            endpoint = to.one()
        return Claim(
            id=taken.id,
            tries=taken.tries,
            endpoint_id=taken.endpoint_id,
            site=endpoint.site,
            url=endpoint.url,
            secret=endpoint.webhook_secret,
            body=taken.body,
        )

    async def due_in_s(self, busy: Busy) -> float | None:
        """Seconds until the next one is due, 0 or less for now; None if there is none."""
        next_due = _sendable(busy).with_only_columns(func.min(deliveries.c.due_at), database_now())
        async with self._database.read() as connection:
            due_at, now = (await connection.execute(next_due)).one()
        return None if due_at is None else float((due_at - now).total_seconds())

    @uninterrupted
    async def succeed(self, claim: Claim) -> None:
        """Record that it was delivered."""
        async with self._database.write() as transaction:
            await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.tries).values(
                    status="delivered",
                    delivered_at=await read_now(transaction.connection),
                    last_error=None,
                )
            )
            # Only if that changes anything: others write to the same row.
            await transaction.execute(
                update(endpoints)
                .where(endpoints.c.id == claim.endpoint_id, endpoints.c.failing_since.is_not(None))
                .values(failing_since=None)
            )

    @uninterrupted
    async def fail(
        self, claim: Claim, error: str, retry_s: float | None, *, disable: bool = False
    ) -> bool:
        """Record that a try failed; return whether that has disabled the endpoint.

        Args:
            claim: what was tried.
            error: why it failed.
            retry_s: seconds to the next try; None to give up.
            disable: whether the endpoint refuses further webhooks.
        """
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            if retry_s is None:
                then: dict[str, Any] = {"status": "failed"}
            else:
                then = {"due_at": now + timedelta(seconds=retry_s)}
            held = await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.tries).values(last_error=error, **then)
            )
            if not held.rowcount:
                return False
            failing_since = func.coalesce(endpoints.c.failing_since, now)
            await transaction.execute(
                update(endpoints)
                .where(endpoints.c.id == claim.endpoint_id)
                .values(failing_since=failing_since)
            )
            is_given_up = endpoints.c.failing_since <= now - DISABLED_AFTER
            disabled = await transaction.execute(
                update(endpoints)
                .where(
                    endpoints.c.id == claim.endpoint_id,
                    endpoints.c.disabled_at.is_(None),
                    *([] if disable else [is_given_up]),
                )
                .values(disabled_at=now)
            )
        return disabled.rowcount > 0

    @uninterrupted
    async def requeue(self, claim: Claim) -> None:
        """Make it due at once, as if it had not been claimed: its sender stops."""
        async with self._database.write() as transaction:
            values = {
                "tries": deliveries.c.tries - 1,
                "due_at": await read_now(transaction.connection),
            }
            await _QUEUE.requeue(transaction, _is_try(claim), values)


async def add_webhook(
    transaction: WriteTransaction, site: str, url: str, tell: Callable[[Detail], Message]
) -> None:
    """Store a webhook, in the transaction of the change that it reports.

    Args:
        transaction: the change.
        site: whose webhook it is.
        url: where it is sent.
        tell: the message, in the detail that the endpoint is set to.
    """
    now = await read_now(transaction.connection)
    endpoint = await ensure_endpoint(transaction, site, url, now)
    message = tell(endpoint.detail)
    delivery = {
        "id": new_id(),
        "endpoint_id": endpoint.id,
        "submission_id": message.submission_id,
        "event": message.type,
        "body": message.body,
        "status": "pending",
        "tries": 0,
        "created_at": now,
        "due_at": now,
    }
    await transaction.execute(insert(deliveries), delivery)
    transaction.announce(Notice("webhook"))


async def ensure_endpoint(
    transaction: WriteTransaction, site: str, url: str, now: datetime
) -> Row[*tuple[Any, ...]]:
    """Return `id` and `detail` of a site's endpoint, which is added if nobody used it before."""
    wanted = {"b_site": site, "b_url": url}
    known = (await transaction.execute(_FIND_ENDPOINT, wanted)).one_or_none()
    if known is not None:
        return known
    # The site of callers without a key is not created explicitly.
    await ensure_site(transaction, site)
    await transaction.execute(
        _ENSURE_ENDPOINT, {"id": new_id(), "site": site, "url": url, "now": now}
    )
    return (await transaction.execute(_FIND_ENDPOINT, wanted)).one()


def _sendable(busy: Busy) -> Select[Any]:
    return (
        select(deliveries.c.id)
        .join(endpoints, endpoints.c.id == deliveries.c.endpoint_id)
        .where(
            _QUEUE.waiting,
            endpoints.c.disabled_at.is_(None),
            endpoints.c.id.not_in(busy.endpoints),
            endpoints.c.site.not_in(busy.sites),
        )
    )


def _is_try(claim: Claim) -> ColumnElement[bool]:
    return and_(deliveries.c.id == claim.id, deliveries.c.tries == claim.tries)
