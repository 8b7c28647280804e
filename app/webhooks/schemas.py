"""What a site sees of its webhooks."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

EventType = Literal["submission.finished", "submission.cancelled", "submission.rejudged"]
DeliveryStatus = Literal["pending", "delivered", "failed"]


@dataclass(frozen=True, slots=True)
class Message:
    """What a site is to be told, as JSON, and the submission that it is about."""

    type: EventType
    submission_id: str
    body: str


class Delivery(BaseModel):
    """An event on its way to an endpoint, or there."""

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
    attempts: int = Field(
        description="How often it was tried since it was stored, sent again, or its endpoint "
        "enabled."
    )
    created_at: datetime
    due_at: datetime = Field(description="When it is tried next, while it is pending.")
    delivered_at: datetime | None
    last_error: str | None = Field(description="Why the last try failed.")


class Endpoint(BaseModel):
    """A URL that submissions named to be told at."""

    model_config = ConfigDict(frozen=True)

    id: str
    url: str
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
    """What the deliveries that are looked for have in common; None does not matter."""

    submission: str | None = None
    status: DeliveryStatus | None = None
    endpoint: str | None = None
