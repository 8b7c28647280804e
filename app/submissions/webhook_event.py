"""The body of a submission's webhook."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.core.detail import Detail
from app.submissions.detail import in_detail
from app.submissions.schemas import CancelledSubmission, EndedSubmission, FinishedSubmission
from app.webhooks.schemas import EventType, Message

# For the OpenAPI document: these are sent from here, not called.
sent = APIRouter(tags=["webhooks"])


class WebhookEvent(BaseModel):
    """The end of a submission, or a new verdict after rejudging."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: EventType
    timestamp: datetime = Field(description="When it ended, or got its verdict.")
    data: EndedSubmission = Field(
        description="The submission as the API answers it; in summary if the endpoint is set so."
    )

    @classmethod
    def of(cls, ended: FinishedSubmission | CancelledSubmission) -> "WebhookEvent":
        """Build the event of a submission that has ended."""
        return cls(type=f"submission.{ended.status}", timestamp=ended.finished_at, data=ended)

    @classmethod
    def rejudged(cls, submission: FinishedSubmission) -> "WebhookEvent":
        """Build the event of a submission that got another verdict."""
        return cls(type="submission.rejudged", timestamp=submission.finished_at, data=submission)

    def message(self, detail: Detail) -> Message:
        """The message to send to an endpoint that wants this much."""
        told = self.model_copy(update={"data": in_detail(self.data, detail)})
        return Message(self.type, self.data.id, told.model_dump_json())


@sent.post(
    "submission-ended",
    status_code=204,
    operation_id="submissionEnded",
    response_description="It is taken.",
    responses={"default": {"description": "It is not, and sent again later."}},
)
async def submission_ended(event: WebhookEvent) -> None:
    """Sent to the `callback_url` of a submission that was judged, cancelled, or judged again.

    As in Standard Webhooks, the headers `webhook-id`, `webhook-timestamp` and `webhook-signature`
    prove, with the site's webhook secret, that this service sent it. Any 2xx answer acknowledges
    it.
    """
