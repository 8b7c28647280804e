"""The state of webhooks, for the sites that they belong to."""

from typing import Any, TypeVar

from sqlalchemy import Column, ColumnElement, Select, select, update

from app.core.detail import Detail
from app.database.clock import read_now
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.pagination import Page, read_page
from app.database.tables.base import database_now
from app.database.tables.webhooks import webhook_deliveries as deliveries
from app.database.tables.webhooks import webhook_endpoints as endpoints
from app.webhooks.outbox import ensure_endpoint
from app.webhooks.schemas import Delivery, DeliveryFilter, Endpoint

_DELIVERIES = select(
    deliveries.c.id,
    deliveries.c.submission_id,
    deliveries.c.endpoint_id,
    endpoints.c.url,
    deliveries.c.event,
    deliveries.c.status,
    deliveries.c.tries,
    deliveries.c.created_at,
    deliveries.c.due_at,
    deliveries.c.delivered_at,
    deliveries.c.last_error,
).join(endpoints, endpoints.c.id == deliveries.c.endpoint_id)
_ENDPOINTS = select(
    endpoints.c.id,
    endpoints.c.url,
    endpoints.c.detail,
    endpoints.c.created_at,
    endpoints.c.failing_since,
    endpoints.c.disabled_at,
)
# Starts the tries again.
_DUE_NOW: dict[str, Any] = {
    "status": "pending",
    "tries": 0,
    "due_at": database_now(),
    "delivered_at": None,
}

_Item = TypeVar("_Item", Delivery, Endpoint)


class WebhookStore:
    """Deliveries and endpoints, of one site or, if `site` is None, of all.

    Lists have at most `limit` items, newest first.
    Every method raises `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def deliveries(
        self, site: str | None, wanted: DeliveryFilter, limit: int, cursor: str | None
    ) -> Page[Delivery]:
        """List the matching deliveries.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        equal = {
            deliveries.c.submission_id: wanted.submission,
            deliveries.c.status: wanted.status,
            deliveries.c.endpoint_id: wanted.endpoint,
        }
        fits = [column == value for column, value in equal.items() if value is not None]
        query = _of_site(_DELIVERIES, site)
        return await self._page(Delivery, query, fits, deliveries.c.number, limit, cursor)

    async def endpoints(self, site: str | None, limit: int, cursor: str | None) -> Page[Endpoint]:
        """List all endpoints that webhooks were addressed to.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        # Ids sort by creation time.
        query = _of_site(_ENDPOINTS, site)
        return await self._page(Endpoint, query, [], endpoints.c.id, limit, cursor)

    @uninterrupted
    async def resend(self, site: str | None, delivery_id: str) -> Delivery | None:
        """Make it due now; return its new state, or None if the site has no such delivery."""
        query = _of_site(_DELIVERIES, site).where(deliveries.c.id == delivery_id)
        resend = update(deliveries).where(deliveries.c.id == delivery_id).values(_DUE_NOW)
        async with self._database.write() as transaction:
            if await _one(transaction, Delivery, query) is None:
                return None
            await transaction.execute(resend)
            transaction.announce(Notice("webhook"))
            return await _one(transaction, Delivery, query)

    @uninterrupted
    async def enable(self, site: str | None, endpoint_id: str) -> Endpoint | None:
        """Enable an endpoint again, and make its pending deliveries due now.

        Returns:
            Its new state, or None if the site has no such endpoint.
        """
        query = _of_site(_ENDPOINTS, site).where(endpoints.c.id == endpoint_id)
        enable = update(endpoints).where(endpoints.c.id == endpoint_id)
        pending = update(deliveries).where(
            deliveries.c.endpoint_id == endpoint_id, deliveries.c.status == "pending"
        )
        async with self._database.write() as transaction:
            if await _one(transaction, Endpoint, query) is None:
                return None
            await transaction.execute(enable.values(failing_since=None, disabled_at=None))
            await transaction.execute(pending.values(_DUE_NOW))
            transaction.announce(Notice("webhook"))
            return await _one(transaction, Endpoint, query)

    @uninterrupted
    async def set_detail(self, site: str, url: str, detail: Detail) -> Endpoint:
        """Set how much the endpoint of a site is told from now on; it is added if it is new."""
        change = update(endpoints).where(endpoints.c.site == site, endpoints.c.url == url)
        query = _ENDPOINTS.where(endpoints.c.site == site, endpoints.c.url == url)
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            await ensure_endpoint(transaction, site, url, now)
            await transaction.execute(change.values(detail=detail))
            row = (await transaction.execute(query)).one()
        return Endpoint.model_validate(row._asdict())

    async def _page(
        self,
        item: type[_Item],
        visible: Select[*tuple[Any, ...]],
        fits: list[ColumnElement[bool]],
        place: Column[Any],
        limit: int,
        cursor: str | None,
    ) -> Page[_Item]:
        async with self._database.read() as connection:
            page = await read_page(connection, visible, fits, place, limit, cursor)
        return page.of(lambda row: item.model_validate(row._asdict()))


def _of_site(query: Select[*tuple[Any, ...]], site: str | None) -> Select[*tuple[Any, ...]]:
    return query if site is None else query.where(endpoints.c.site == site)


async def _one(
    transaction: WriteTransaction, item: type[_Item], query: Select[*tuple[Any, ...]]
) -> _Item | None:
    row = (await transaction.execute(query)).one_or_none()
    return None if row is None else item.model_validate(row._asdict())
