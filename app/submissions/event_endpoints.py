"""Following a submission: its events as Server-Sent Events."""

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, Field, RootModel

from app.auth.caller import Caller
from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.detail import Detail
from app.core.errors import InvalidRequestError, NotReadyError
from app.http.responses import error_responses
from app.submissions.dependencies import StreamsDep, SubmissionServiceDep
from app.submissions.detail import DetailQuery, case_in_detail, in_detail
from app.submissions.errors import TooManyStreamsError, UnknownSubmissionError
from app.submissions.schemas import CancelledSubmission, FinishedSubmission, UnfinishedSubmission
from app.submissions.service import SubmissionService
from graders.core.verdict import CaseVerdict

# Not a number: the number of cases may change with the problem while a submission is queued.
END = "end"

_EVENT_ID = f"^([0-9]{{1,9}}|{END})$"

router = APIRouter(prefix="/submissions", tags=["submissions"], responses=CALLER_ERRORS)


class StatusEvent(BaseModel):
    """The submission is queued, or a try at judging it has begun."""

    status: Literal["queued", "running"]
    tries: int = Field(description="How often judging it has begun.")


class CaseEvent(BaseModel):
    """A case has finished."""

    index: int = Field(description="Its place among the cases, from 0.")
    total: int = Field(description="How many cases there are.")
    case: CaseVerdict


class StatusChangedEvent(BaseModel):
    """The event `status`."""

    event: Literal["status"]
    data: StatusEvent


class CaseFinishedEvent(BaseModel):
    """The event `case`."""

    event: Literal["case"]
    id: str = Field(description="The place of the case, from 1.")
    data: CaseEvent


class VerdictEvent(BaseModel):
    """The event `verdict`, the last one."""

    event: Literal["verdict"]
    id: Literal["end"]
    data: FinishedSubmission


class CancelledEvent(BaseModel):
    """The event `cancelled`, the last one."""

    event: Literal["cancelled"]
    id: Literal["end"]
    data: CancelledSubmission


class SubmissionEvent(
    RootModel[
        Annotated[
            StatusChangedEvent | CaseFinishedEvent | VerdictEvent | CancelledEvent,
            Field(discriminator="event"),
        ]
    ]
):
    """One event of the stream, once it is parsed and its `data` read as JSON."""


async def _known_cases(
    response: Response,
    service: SubmissionServiceDep,
    caller: ReaderDep,
    submission_id: Annotated[str, Path(description="The submission's id.")],
    last_event_id: Annotated[
        str | None,
        Header(
            pattern=_EVENT_ID,
            description="The `id` of the last event that has come, to go on after it.",
        ),
    ] = None,
) -> int | None:
    """How many cases the client knows, or None if it knows all."""
    await service.get(caller, submission_id)
    if last_event_id == END:
        # This status tells a browser not to reconnect.
        response.status_code = 204
        return None
    return int(last_event_id or 0)


async def _counted(
    streams: StreamsDep, caller: ReaderDep, known: Annotated[int | None, Depends(_known_cases)]
) -> AsyncIterator[int | None]:
    """Pass `known` on; the stream counts as one of the caller's while it lasts."""
    with streams.one_more(caller):
        yield known


@router.get(
    "/{submission_id}/events",
    response_class=EventSourceResponse,
    response_description="The events: `status` when the submission is queued or a try begins; "
    "`case` for each case as it finishes, its place, from 1, being the `id`; at last `verdict` or "
    f"`cancelled` with the whole submission and the `id` `{END}`.",
    responses={
        200: {
            "content": {
                "text/event-stream": {"schema": {"$ref": "#/components/schemas/SubmissionEvent"}}
            }
        },
        204: {"description": "There is nothing after the last event."},
        **error_responses(
            UnknownSubmissionError, InvalidRequestError, TooManyStreamsError, NotReadyError
        ),
    },
)
async def follow_submission(
    service: SubmissionServiceDep,
    caller: ReaderDep,
    submission_id: str,
    known: Annotated[int | None, Depends(_counted)],
    detail: DetailQuery = "full",
) -> AsyncIterator[ServerSentEvent]:
    """Follow a submission: one event per case as it finishes, and its verdict.

    In summary, each case comes without its outputs, and the verdict without the cases, which have
    been told.

    Every case comes exactly once, even if the connection breaks and another one continues after its
    last event. A comment every 15 seconds shows that the connection is alive.
    """
    if known is not None:
        async for event in _events(service, caller, submission_id, known, detail):
            yield event


async def _events(
    service: SubmissionService, caller: Caller, submission_id: str, told: int, detail: Detail
) -> AsyncIterator[ServerSentEvent]:
    status: StatusEvent | None = None
    async with aclosing(service.follow(caller, submission_id)) as news:
        async for submission in news:
            if isinstance(submission, UnfinishedSubmission):
                now = StatusEvent(status=submission.status, tries=submission.tries)
                if now != status:
                    status = now
                    yield ServerSentEvent(event="status", data=status)
            if not isinstance(submission, CancelledSubmission):
                for index, case in enumerate(submission.cases[told:], told):
                    told_case = case_in_detail(case, detail)
                    data = CaseEvent(index=index, total=submission.total, case=told_case)
                    yield ServerSentEvent(event="case", id=str(index + 1), data=data)
                told = max(told, len(submission.cases))
            if not isinstance(submission, UnfinishedSubmission):
                name = "verdict" if isinstance(submission, FinishedSubmission) else "cancelled"
                yield ServerSentEvent(event=name, id=END, data=in_detail(submission, detail))
