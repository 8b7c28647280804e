"""The webhooks that are to be sent: stored with what they tell of, and sent from here.

The stored rows are the queue. Whoever sends one claims it for a while; if nothing is heard of it by
then, it comes due again. So each is sent at least once, and perhaps twice, with the same id.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
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
from app.core.ids import new_id
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables import database_now, sites
from app.database.tables import webhook_deliveries as deliveries
from app.database.tables import webhook_endpoints as endpoints
from app.jobs.queue import JobQueue
from app.webhooks.schemas import Message

# An endpoint at which everything has failed for so long is given up until somebody enables it.
DISABLED_AFTER = timedelta(days=1)

_FIND_ENDPOINT = select(endpoints.c.id).where(
    endpoints.c.site == bindparam("b_site"), endpoints.c.url == bindparam("b_url")
)
# In words that both databases know; SQLAlchemy has them for each on its own only.
_ENSURE_ENDPOINT = text(
    "INSERT INTO webhook_endpoints (id, site, url, created_at) VALUES (:id, :site, :url, :now) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("now", type_=endpoints.c.created_at.type))

_earlier = deliveries.alias("earlier")
# The events of one submission are told in order.
_IS_NEXT: ColumnElement[bool] = ~exists().where(
    _earlier.c.submission_id == deliveries.c.submission_id,
    _earlier.c.number < deliveries.c.number,
    _earlier.c.status == "pending",
)


_PENDING: ColumnElement[bool] = deliveries.c.status == "pending"
_QUEUE = JobQueue(
    table=deliveries,
    key=deliveries.c.id,
    tries=deliveries.c.attempts,
    # One that is being sent waits too, for the end of its lease: it comes due then.
    waiting=and_(_PENDING, _IS_NEXT),
    held=_PENDING,
    order=(deliveries.c.due_at, deliveries.c.number),
    notice=lambda _: Notice("webhook"),
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A webhook that one sender has for a while. `number` counts the tries, and fences them."""

    id: str
    number: int
    endpoint_id: str
    site: str
    url: str
    secret: str = field(repr=False)
    body: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Busy:
    """The endpoints and sites that are not to be sent more at the moment."""

    endpoints: Collection[str] = ()
    sites: Collection[str] = ()


class WebhookOutbox:
    """The webhooks to be sent. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def claim(self, busy: Busy, lease_s: float) -> Claim | None:
        """Take the webhook that has been due for longest, for `lease_s`; None if none is due."""
        async with self._database.write() as transaction:
            now = await _now(transaction)
            take = _QUEUE.claim(
                {"due_at": now + timedelta(seconds=lease_s)},
                (
                    *(deliveries.c.id, deliveries.c.attempts, deliveries.c.endpoint_id),
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
            number=taken.attempts,
            endpoint_id=taken.endpoint_id,
            site=endpoint.site,
            url=endpoint.url,
            secret=endpoint.webhook_secret,
            body=taken.body,
        )

    async def due_in_s(self, busy: Busy) -> float | None:
        """In how many seconds the next one comes due, 0 or less for now; None where none will."""
        next_due = _sendable(busy).with_only_columns(func.min(deliveries.c.due_at), database_now())
        async with self._database.read() as connection:
            due_at, now = (await connection.execute(next_due)).one()
        return None if due_at is None else float((due_at - now).total_seconds())

    @uninterrupted
    async def succeed(self, claim: Claim) -> None:
        """Record that it was delivered."""
        async with self._database.write() as transaction:
            await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.number).values(
                    status="delivered", delivered_at=await _now(transaction), last_error=None
                )
            )
            # Only where it changes anything: others write to the same row.
            await transaction.execute(
                update(endpoints)
                .where(endpoints.c.id == claim.endpoint_id, endpoints.c.failing_since.is_not(None))
                .values(failing_since=None)
            )

    @uninterrupted
    async def fail(
        self, claim: Claim, error: str, retry_s: float | None, *, disable: bool = False
    ) -> bool:
        """Record that a try failed; whether that has disabled the endpoint.

        Args:
            claim: what was tried.
            error: why it failed.
            retry_s: when to try again; None gives it up.
            disable: whether the endpoint wants no more.
        """
        async with self._database.write() as transaction:
            now = await _now(transaction)
            if retry_s is None:
                then: dict[str, Any] = {"status": "failed"}
            else:
                then = {"due_at": now + timedelta(seconds=retry_s)}
            held = await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.number).values(last_error=error, **then)
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
        """Let it be due at once, as if it had not been claimed: its sender stops."""
        async with self._database.write() as transaction:
            values = {"attempts": deliveries.c.attempts - 1, "due_at": await _now(transaction)}
            await _QUEUE.requeue(transaction, _is_try(claim), values)


async def add_webhook(transaction: WriteTransaction, site: str, url: str, message: Message) -> None:
    """Store what a site is to be told, in the transaction that makes it true."""
    now = await _now(transaction)
    delivery = {
        "id": new_id(),
        "endpoint_id": await _endpoint(transaction, site, url, now),
        "submission_id": message.submission_id,
        "event": message.type,
        "body": message.body,
        "status": "pending",
        "attempts": 0,
        "created_at": now,
        "due_at": now,
    }
    await transaction.execute(insert(deliveries), delivery)
    await transaction.announce(Notice("webhook"))


async def _endpoint(transaction: WriteTransaction, site: str, url: str, now: datetime) -> str:
    wanted = {"b_site": site, "b_url": url}
    known: str | None = (await transaction.execute(_FIND_ENDPOINT, wanted)).scalar_one_or_none()
    if known is not None:
        return known
    # Callers without a key have a site that nobody made.
    await ensure_site(transaction, site)
    await transaction.execute(
        _ENSURE_ENDPOINT, {"id": new_id(), "site": site, "url": url, "now": now}
    )
    added: str = (await transaction.execute(_FIND_ENDPOINT, wanted)).scalar_one()
    return added


async def _now(transaction: WriteTransaction) -> datetime:
    now: datetime = (await transaction.execute(select(database_now()))).scalar_one()
    return now


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
    return and_(deliveries.c.id == claim.id, deliveries.c.attempts == claim.number)
