"""What a webhook says."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.submissions.schemas import CancelledSubmission, FinishedSubmission

EventType = Literal["submission.finished", "submission.cancelled", "submission.rejudged"]


class WebhookEvent(BaseModel):
    """The end of a submission, or another verdict that it got later."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: EventType
    timestamp: datetime = Field(description="When it ended, or got its verdict.")
    data: FinishedSubmission | CancelledSubmission = Field(
        description="The submission, as the API answers it."
    )

    @classmethod
    def of(cls, ended: FinishedSubmission | CancelledSubmission) -> "WebhookEvent":
        """The event of a submission that has ended."""
        return cls(type=f"submission.{ended.status}", timestamp=ended.finished_at, data=ended)

    @classmethod
    def rejudged(cls, submission: FinishedSubmission) -> "WebhookEvent":
        """The event of a submission that got another verdict."""
        return cls(type="submission.rejudged", timestamp=submission.finished_at, data=submission)
