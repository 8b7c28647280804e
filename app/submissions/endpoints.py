"""Submissions: create, cancel and read them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import PlainTextResponse
from pydantic import BaseModel, Field

from app.assignments.errors import (
    AssignmentClosedError,
    CoolingDownError,
    NoTriesLeftError,
    OnlyInAssignmentError,
    UnknownAssignmentError,
)
from app.auth.dependencies import CALLER_ERRORS, ReaderDep, SubmitterDep
from app.auth.errors import RateLimitedError
from app.auth.rate_limit import RateLimitDep
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.http.body import JSON
from app.http.headers import APPLIED, header
from app.http.prefer import MAX_WAIT_S, preferred_wait_s
from app.http.responses import error_responses
from app.jobs.errors import QueueFullError, TooManyInFlightError
from app.problems.errors import UnknownProblemError
from app.submissions.dependencies import SubmissionServiceDep, SubmittingDep
from app.submissions.detail import DetailQuery, in_detail
from app.submissions.errors import (
    AlreadyFinishedError,
    IdempotencyKeyReusedError,
    SourceRemovedError,
    SourceTooLargeError,
    UnknownSubmissionError,
)
from app.submissions.request_body import BATCH_BODY, PYTHON, REQUEST_BODY, BatchDep, SubmittedDep
from app.submissions.schemas import (
    CancelledSubmission,
    EndedSubmission,
    Submission,
    UnfinishedSubmission,
)

router = APIRouter(prefix="/submissions", tags=["submissions"], responses=CALLER_ERRORS)


_LOCATION = {"Location": header("Where to ask for the verdict.", format="uri-reference")}
_ALWAYS = {
    "Idempotent-Replay": header("`true` where an earlier request of the same key had stored it."),
    "RateLimit": header("How many submissions the key may still send, and when it may send more."),
    "RateLimit-Policy": header("How many submissions the key may send in how many seconds."),
}
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"headers": _ALWAYS | APPLIED},
    202: {
        "model": UnfinishedSubmission,
        "description": "Stored; the verdict is still to come.",
        "headers": _ALWAYS | APPLIED | _LOCATION,
    },
}
_BATCH_ANSWERS: dict[int | str, dict[str, Any]] = {202: {"headers": _ALWAYS}}
_REFUSALS = error_responses(
    MalformedBodyError,
    UnknownProblemError,
    UnknownAssignmentError,
    AssignmentClosedError,
    NoTriesLeftError,
    OnlyInAssignmentError,
    CoolingDownError,
    SourceTooLargeError,
    BodyTooLargeError,
    UnsupportedMediaTypeError,
    InvalidRequestError,
    IdempotencyKeyReusedError,
    RateLimitedError,
    TooManyInFlightError,
    QueueFullError,
    NotReadyError,
)

SubmissionId = Annotated[
    str,
    Path(description="The submission's id.", examples=["01a21314c6a07f2fa000eb4802e5632b"]),
]
PreferHeader = Annotated[
    list[str] | None,
    Header(
        description=f"`wait=SECONDS` waits for the verdict, for {MAX_WAIT_S} seconds at most.",
        examples=[["wait=20"]],
    ),
]
IdempotencyKeyHeader = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of the client's for this request, such as a UUID. Sent again within 24 "
        "hours with the same body, it is answered with what the first one stored.",
        examples=["8e03978e-40d5-43dd-bc93-6894a57f9324"],
    ),
]


class SubmissionBatch(BaseModel):
    """Submissions that were sent together, in their order."""

    submissions: list[Submission] = Field(description="Each as it is on its own.")


@router.post(
    "",
    response_model=EndedSubmission,
    response_description="The verdict, when it was ready in time; or it was cancelled meanwhile.",
    responses=ANSWERS | _REFUSALS,
    openapi_extra=REQUEST_BODY,
)
async def create_submission(
    request: Request,
    submitter: SubmittingDep,
    rate: RateLimitDep,
    caller: SubmitterDep,
    submitted: SubmittedDep,
    prefer: PreferHeader = None,
    idempotency_key: IdempotencyKeyHeader = None,
    detail: DetailQuery = "full",
) -> Response:
    """Store a submission to be judged."""
    wait_s = preferred_wait_s(prefer or [])
    async with rate.taking(caller, 1) as taken:
        result = await submitter.submit(caller, submitted, idempotency_key, wait_s or 0)
        taken.is_replay = result.is_replay
    headers = taken.headers | _replay(result.is_replay)
    if wait_s is not None:
        headers["Preference-Applied"] = f"wait={wait_s}"
    submission = in_detail(result.submission, detail)
    if not isinstance(submission, UnfinishedSubmission):
        return _document(submission, 200, headers)
    location = request.app.url_path_for("read_submission", submission_id=submission.id)
    return _document(submission, 202, headers | {"Location": str(location)})


@router.post(
    "/batch",
    status_code=202,
    response_description="Stored, all of them; the verdicts are still to come.",
    responses=_BATCH_ANSWERS | _REFUSALS,
    openapi_extra=BATCH_BODY,
)
async def create_submissions(
    response: Response,
    submitter: SubmittingDep,
    rate: RateLimitDep,
    caller: SubmitterDep,
    batch: BatchDep,
    idempotency_key: IdempotencyKeyHeader = None,
) -> SubmissionBatch:
    """Store several submissions to be judged, all or none."""
    async with rate.taking(caller, len(batch.submissions)) as taken:
        result = await submitter.submit_batch(caller, batch, idempotency_key)
        taken.is_replay = result.is_replay
    response.headers.update(taken.headers | _replay(result.is_replay))
    return SubmissionBatch(submissions=result.submissions)


@router.get(
    "/{submission_id}",
    response_model=Submission,
    responses=error_responses(UnknownSubmissionError, NotReadyError),
)
async def read_submission(
    service: SubmissionServiceDep,
    caller: ReaderDep,
    submission_id: SubmissionId,
    detail: DetailQuery = "full",
) -> Response:
    """Read a submission: its state, and the verdict once finished."""
    return _document(in_detail(await service.get(caller, submission_id), detail), 200)


@router.get(
    "/{submission_id}/source",
    response_class=PlainTextResponse,
    response_description="The file.",
    responses={
        200: {"content": {PYTHON: {"schema": {"type": "string"}}}},
        **error_responses(UnknownSubmissionError, SourceRemovedError, NotReadyError),
    },
)
async def read_source(
    service: SubmissionServiceDep, caller: ReaderDep, submission_id: SubmissionId
) -> PlainTextResponse:
    """Read the submitted file."""
    source = await service.source(caller, submission_id)
    headers = {"X-Content-Type-Options": "nosniff"}
    return PlainTextResponse(source, media_type=PYTHON, headers=headers)


@router.delete(
    "/{submission_id}",
    responses=error_responses(UnknownSubmissionError, AlreadyFinishedError, NotReadyError),
)
async def cancel_submission(
    service: SubmissionServiceDep, caller: SubmitterDep, submission_id: SubmissionId
) -> CancelledSubmission:
    """Cancel a submission that is queued or running; it gets no verdict."""
    return await service.cancel(caller, submission_id)


def _document(
    submission: Submission, status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """The submission as JSON, by its own model: Pydantic takes eight times as long by the union."""
    return Response(submission.model_dump_json(), status, headers, media_type=JSON)


def _replay(is_replay: bool) -> dict[str, str]:
    return {"Idempotent-Replay": "true"} if is_replay else {}
