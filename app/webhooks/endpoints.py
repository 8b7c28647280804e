"""Webhooks: list and resend deliveries, and manage the endpoints that they go to."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from app.auth.dependencies import CALLER_ERRORS, SiteSubmitterDep
from app.core.detail import Detail
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnknownCursorError,
    UnsupportedMediaTypeError,
)
from app.core.ids import ID_FORM
from app.http.body import JSON, read_json
from app.http.pagination import Id, Next, Paging
from app.http.parts import part
from app.http.responses import error_responses
from app.webhooks.callback_url import CallbackUrl
from app.webhooks.errors import UnknownWebhookError
from app.webhooks.schemas import Delivery, DeliveryFilter, DeliveryStatus, Endpoint
from app.webhooks.service import WebhookService

_MAX_BODY_BYTES = 2**15

router = APIRouter(
    prefix="/webhooks",
    tags=["webhooks"],
    responses=CALLER_ERRORS | error_responses(InvalidRequestError, NotReadyError),
)


class DeliveryQuery(Paging):
    """Which deliveries, and how many per page."""

    submission: Id | None = Field(default=None, description="Of this submission.")
    endpoint: Id | None = Field(default=None, description="To this endpoint.")
    status: DeliveryStatus | None = Field(default=None, description="In this state.")


class DeliveryPage(BaseModel):
    """One page of deliveries, newest first."""

    deliveries: list[Delivery]
    next: Next


class EndpointPage(BaseModel):
    """One page of endpoints, newest first."""

    endpoints: list[Endpoint]
    next: Next


class EndpointSetting(BaseModel):
    """What a callback URL is told."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"url": "https://site.example/verdicts", "detail": "summary"}]
        },
    )

    url: CallbackUrl = Field(description="The `callback_url` of submissions.")
    detail: Detail = Field(
        description="`full` is the submission as the API answers it, `summary` is without its "
        "cases."
    )


async def _read_setting(request: Request) -> EndpointSetting:
    return await read_json(request, EndpointSetting, _MAX_BODY_BYTES)


_SettingDep = Annotated[EndpointSetting, Depends(_read_setting)]
# FastAPI can't derive it from a body that it does not parse itself.
_SETTING_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/EndpointSetting"}}},
    }
}
_WebhooksDep = Annotated[WebhookService, Depends(part(WebhookService))]


@router.get("/deliveries", responses=error_responses(UnknownCursorError))
async def list_deliveries(
    webhooks: _WebhooksDep, caller: SiteSubmitterDep, query: Annotated[DeliveryQuery, Query()]
) -> DeliveryPage:
    """List deliveries and whether they succeeded, newest first."""
    wanted = DeliveryFilter(query.submission, query.status, query.endpoint)
    page = await webhooks.deliveries(caller, wanted, query.limit, query.cursor)
    return DeliveryPage(deliveries=page.items, next=page.next_cursor)


@router.post("/deliveries/{delivery_id}/resend", responses=error_responses(UnknownWebhookError))
async def resend_delivery(
    webhooks: _WebhooksDep,
    caller: SiteSubmitterDep,
    delivery_id: Annotated[str, Path(pattern=ID_FORM, description="The delivery's id.")],
) -> Delivery:
    """Send a webhook, or send it again, with the same id and the same body."""
    return await webhooks.resend(caller, delivery_id)


@router.get("/endpoints", responses=error_responses(UnknownCursorError))
async def list_endpoints(
    webhooks: _WebhooksDep, caller: SiteSubmitterDep, query: Annotated[Paging, Query()]
) -> EndpointPage:
    """List the callback URLs of submissions, newest first."""
    page = await webhooks.endpoints(caller, query.limit, query.cursor)
    return EndpointPage(endpoints=page.items, next=page.next_cursor)


@router.put(
    "/endpoints",
    responses=error_responses(
        MalformedBodyError, BodyTooLargeError, UnsupportedMediaTypeError, InvalidRequestError
    ),
    openapi_extra=_SETTING_BODY,
)
async def set_endpoint(
    webhooks: _WebhooksDep, caller: SiteSubmitterDep, wanted: _SettingDep
) -> Endpoint:
    """Set how much of a submission a callback URL is told, before its first use or after."""
    return await webhooks.set_detail(caller, wanted.url, wanted.detail)


@router.post("/endpoints/{endpoint_id}/enable", responses=error_responses(UnknownWebhookError))
async def enable_endpoint(
    webhooks: _WebhooksDep,
    caller: SiteSubmitterDep,
    endpoint_id: Annotated[str, Path(pattern=ID_FORM, description="The endpoint's id.")],
) -> Endpoint:
    """Enable an endpoint again, and send what is pending."""
    return await webhooks.enable(caller, endpoint_id)
