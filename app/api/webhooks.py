"""Webhooks: what became of them, sending them again, and the endpoints that they go to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.callers import CALLER_ERRORS, SiteSubmitterDep
from app.api.responses import error_responses
from app.errors import (
    InvalidRequestError,
    NotReadyError,
    UnknownCursorError,
    UnknownWebhookError,
)
from app.service import ServiceDep
from app.store.submission_search import ForeignCursorError
from app.store.webhooks import DeliveryFilter, WebhookStore
from app.webhooks.delivery import Delivery, DeliveryStatus, Endpoint
from app.webhooks.event import WebhookEvent

router = APIRouter(
    prefix="/webhooks",
    tags=["webhooks"],
    responses=CALLER_ERRORS | error_responses(InvalidRequestError, NotReadyError),
)
# What a site's own server is sent: for the OpenAPI document, and never called here.
sent = APIRouter(tags=["webhooks"])

_ID_FORM = "^[0-9a-f]{32}$"
_Id = Annotated[str, Field(pattern=_ID_FORM)]
_Next = Annotated[
    str | None, Field(description="As `cursor` it leads to the next page; null on the last one.")
]


class Paging(BaseModel):
    """Which part of a list."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(default=20, ge=1, le=100, description="How many at most.")
    cursor: _Id | None = Field(default=None, description="`next` of the page before.")


class DeliveryQuery(Paging):
    """Which deliveries, and how many of them at once."""

    submission: _Id | None = Field(default=None, description="Of this submission.")
    endpoint: _Id | None = Field(default=None, description="To this endpoint.")
    status: DeliveryStatus | None = Field(default=None, description="In this state.")


class DeliveryPage(BaseModel):
    """Some of the deliveries, the newest first."""

    deliveries: list[Delivery]
    next: _Next


class EndpointPage(BaseModel):
    """Some of the endpoints, the newest first."""

    endpoints: list[Endpoint]
    next: _Next


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
    try:
        found = await store.deliveries(site, wanted, query.limit + 1, query.cursor)
    except ForeignCursorError:
        raise UnknownCursorError from None
    page = found[: query.limit]
    return DeliveryPage(deliveries=page, next=page[-1].id if len(found) > query.limit else None)


@router.post("/deliveries/{delivery_id}/resend", responses=error_responses(UnknownWebhookError))
async def resend_delivery(
    store: _StoreDep,
    caller: SiteSubmitterDep,
    delivery_id: Annotated[str, Path(pattern=_ID_FORM, description="The delivery's id.")],
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
    try:
        found = await store.endpoints(caller.visible_site, query.limit + 1, query.cursor)
    except ForeignCursorError:
        raise UnknownCursorError from None
    page = found[: query.limit]
    return EndpointPage(endpoints=page, next=page[-1].id if len(found) > query.limit else None)


@router.post("/endpoints/{endpoint_id}/enable", responses=error_responses(UnknownWebhookError))
async def enable_endpoint(
    store: _StoreDep,
    caller: SiteSubmitterDep,
    endpoint_id: Annotated[str, Path(pattern=_ID_FORM, description="The endpoint's id.")],
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
