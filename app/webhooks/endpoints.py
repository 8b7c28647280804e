"""Webhooks: what became of them, sending them again, and the endpoints that they go to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, SiteSubmitterDep
from app.core.errors import (
    InvalidRequestError,
    NotReadyError,
    UnknownCursorError,
)
from app.core.ids import (
    ID_FORM,
)
from app.http.pagination import Id, Next, Paging, known_cursors
from app.http.responses import error_responses
from app.service import ServiceDep
from app.webhooks.errors import (
    UnknownWebhookError,
)
from app.webhooks.event import WebhookEvent
from app.webhooks.repository import DeliveryFilter, WebhookStore
from app.webhooks.schemas import Delivery, DeliveryStatus, Endpoint

router = APIRouter(
    prefix="/webhooks",
    tags=["webhooks"],
    responses=CALLER_ERRORS | error_responses(InvalidRequestError, NotReadyError),
)
# What a site's own server is sent: for the OpenAPI document, and never called here.
sent = APIRouter(tags=["webhooks"])


class DeliveryQuery(Paging):
    """Which deliveries, and how many of them at once."""

    submission: Id | None = Field(default=None, description="Of this submission.")
    endpoint: Id | None = Field(default=None, description="To this endpoint.")
    status: DeliveryStatus | None = Field(default=None, description="In this state.")


class DeliveryPage(BaseModel):
    """Some of the deliveries, the newest first."""

    deliveries: list[Delivery]
    next: Next


class EndpointPage(BaseModel):
    """Some of the endpoints, the newest first."""

    endpoints: list[Endpoint]
    next: Next


def _store(service: ServiceDep) -> WebhookStore:
    return WebhookStore(service.database)


_StoreDep = Annotated[WebhookStore, Depends(_store)]


@router.get("/deliveries", responses=error_responses(UnknownCursorError))
async def list_deliveries(
    store: _StoreDep, caller: SiteSubmitterDep, query: Annotated[DeliveryQuery, Query()]
) -> DeliveryPage:
    """List what was to be sent, and whether it was, the newest first."""
    wanted = DeliveryFilter(query.submission, query.status, query.endpoint)
    site = caller.visible_site
    with known_cursors():
        page = await store.deliveries(site, wanted, query.limit, query.cursor)
    return DeliveryPage(deliveries=page.items, next=page.next_cursor)


@router.post("/deliveries/{delivery_id}/resend", responses=error_responses(UnknownWebhookError))
async def resend_delivery(
    store: _StoreDep,
    caller: SiteSubmitterDep,
    delivery_id: Annotated[str, Path(pattern=ID_FORM, description="The delivery's id.")],
) -> Delivery:
    """Send a webhook, be it again, with the same id and the same body."""
    delivery = await store.resend(caller.visible_site, delivery_id)
    if delivery is None:
        raise UnknownWebhookError("No delivery has this id.")
    return delivery


@router.get("/endpoints", responses=error_responses(UnknownCursorError))
async def list_endpoints(
    store: _StoreDep, caller: SiteSubmitterDep, query: Annotated[Paging, Query()]
) -> EndpointPage:
    """List the URLs that submissions named to be told at, the newest first."""
    with known_cursors():
        page = await store.endpoints(caller.visible_site, query.limit, query.cursor)
    return EndpointPage(endpoints=page.items, next=page.next_cursor)


@router.post("/endpoints/{endpoint_id}/enable", responses=error_responses(UnknownWebhookError))
async def enable_endpoint(
    store: _StoreDep,
    caller: SiteSubmitterDep,
    endpoint_id: Annotated[str, Path(pattern=ID_FORM, description="The endpoint's id.")],
) -> Endpoint:
    """Send to an endpoint again, at first what is pending."""
    endpoint = await store.enable(caller.visible_site, endpoint_id)
    if endpoint is None:
        raise UnknownWebhookError("No endpoint has this id.")
    return endpoint


@sent.post(
    "submission-ended",
    status_code=204,
    response_description="It is taken.",
    responses={"default": {"description": "It is not, and sent again later."}},
)
async def submission_ended(event: WebhookEvent) -> None:
    """Told to the `callback_url` of a submission that was judged or cancelled.

    By Standard Webhooks: the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`
    prove, with the site's webhook secret, that it comes from here. Any answer of 2xx takes it.
    """
