"""Webhooks as a site sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.core.detail import Detail

EventType = Literal["submission.finished", "submission.cancelled", "submission.rejudged"]
DeliveryStatus = Literal["pending", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to a site, as JSON, and the submission that it is about."""

    type: EventType
    submission_id: str
    body: str


class Delivery(BaseModel):
    """An event that is sent, or was delivered, to an endpoint."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(description="Sent as `webhook-id`, the same each time.")
    submission_id: str
    endpoint_id: str
    url: str
    event: EventType
    status: DeliveryStatus = Field(
        description="`failed` is given up; `pending` is tried when it is due, unless its endpoint "
        "is disabled."
    )
    tries: int = Field(
        description="How often it was tried since it was stored, sent again, or its endpoint "
        "enabled."
    )
    created_at: datetime
    due_at: datetime = Field(description="When it is tried next, while it is pending.")
    delivered_at: datetime | None
    last_error: str | None = Field(description="Why the last try failed.")


class Endpoint(BaseModel):
    """A callback URL of submissions."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
    detail: Detail = Field(
        description="How much it is told: `summary` is a submission without its cases."
    )
    created_at: datetime
    failing_since: datetime | None = Field(
        description="Since when every try has failed; null where the last one succeeded."
    )
    disabled_at: datetime | None = Field(
        description="Since when nothing is sent there: everything failed for a day, or it answered "
        "410. What it is to be told is kept."
    )


@dataclass(frozen=True, slots=True)
class DeliveryFilter:
    """What to filter deliveries by; None matches all."""

    submission: str | None = None
    status: DeliveryStatus | None = None
    endpoint: str | None = None
