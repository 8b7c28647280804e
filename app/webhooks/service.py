"""Webhooks for their site: the deliveries, and the endpoints that they go to."""

from app.auth.caller import Caller
from app.core.detail import Detail
from app.database.database import Database
from app.database.pagination import Page
from app.webhooks.errors import UnknownEndpointError, UnknownWebhookError
from app.webhooks.repository import WebhookStore
from app.webhooks.schemas import Delivery, DeliveryFilter, Endpoint


class WebhookService:
    """Deliveries and endpoints. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = WebhookStore(database)

    async def deliveries(
        self, caller: Caller, wanted: DeliveryFilter, limit: int, cursor: str | None
    ) -> Page[Delivery]:
        """List deliveries and whether they succeeded, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._store.deliveries(caller.visible_site, wanted, limit, cursor)

    async def resend(self, caller: Caller, delivery_id: str) -> Delivery:
        """Send a webhook, or send it again, with the same id and the same body.

        Raises:
            UnknownWebhookError: the caller sees no delivery of this id.
        """
        delivery = await self._store.resend(caller.visible_site, delivery_id)
        if delivery is None:
            raise UnknownWebhookError
        return delivery

    async def endpoints(self, caller: Caller, limit: int, cursor: str | None) -> Page[Endpoint]:
        """List the callback URLs of submissions, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._store.endpoints(caller.visible_site, limit, cursor)

    async def set_detail(self, caller: Caller, url: str, detail: Detail) -> Endpoint:
        """Set how much a callback URL of the caller's site is told from now on."""
        return await self._store.set_detail(caller.site, url, detail)

    async def enable(self, caller: Caller, endpoint_id: str) -> Endpoint:
        """Enable an endpoint again, and send what is pending.

        Raises:
            UnknownWebhookError: the caller sees no endpoint of this id.
        """
        endpoint = await self._store.enable(caller.visible_site, endpoint_id)
        if endpoint is None:
            raise UnknownEndpointError
        return endpoint
