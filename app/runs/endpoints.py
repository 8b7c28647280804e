"""Runs: try code on the sample cases or on other inputs, without a score."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

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
from app.http.body import JSON, read_json
from app.http.prefer import preferred_wait_s
from app.http.responses import error_responses
from app.jobs.errors import QueueFullError, TooManyInFlightError
from app.problems.errors import UnknownProblemError
from app.runs.dependencies import RunServiceDep
from app.runs.errors import UnknownRunError
from app.runs.schemas import RunRequest
from app.submissions.detail import DetailQuery, in_detail
from app.submissions.endpoints import ANSWERS, PreferHeader
from app.submissions.errors import SourceTooLargeError
from app.submissions.request_body import MAX_BODY_BYTES
from app.submissions.schemas import (
    CancelledSubmission,
    EndedSubmission,
    FinishedSubmission,
    Submission,
    UnfinishedSubmission,
)

router = APIRouter(prefix="/runs", tags=["runs"], responses=CALLER_ERRORS)

_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/RunRequest"}}},
    }
}


async def _read(request: Request) -> RunRequest:
    return await read_json(request, RunRequest, MAX_BODY_BYTES)


@router.post(
    "",
    response_model=EndedSubmission,
    response_description="What came of it, when it was ready in time.",
    responses=ANSWERS
    | error_responses(
        MalformedBodyError,
        UnknownProblemError,
        SourceTooLargeError,
        BodyTooLargeError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
        RateLimitedError,
        TooManyInFlightError,
        QueueFullError,
        NotReadyError,
    ),
    openapi_extra=_BODY,
)
async def create_run(
    request: Request,
    response: Response,
    service: RunServiceDep,
    rate: RateLimitDep,
    caller: SubmitterDep,
    wanted: Annotated[RunRequest, Depends(_read)],
    prefer: PreferHeader = None,
    detail: DetailQuery = "full",
) -> FinishedSubmission | CancelledSubmission | JSONResponse:
    """Run code on a problem's sample cases, or on your own inputs, without a score.

    A run is a submission of the kind `run`, which no list shows: follow and cancel it by its id
    like any other.
    """
    wait_s = preferred_wait_s(prefer or [])
    async with rate.taking(caller, 1) as taken:
        run = await service.run(caller, wanted, wait_s or 0)
    started, headers = in_detail(run, detail), taken.headers
    if wait_s is not None:
        headers["Preference-Applied"] = f"wait={wait_s}"
    if not isinstance(started, UnfinishedSubmission):
        response.headers.update(headers)
        return started
    headers["Location"] = str(request.app.url_path_for("read_run", run_id=started.id))
    return JSONResponse(started.model_dump(mode="json"), 202, headers)


@router.get("/{run_id}", responses=error_responses(UnknownRunError, NotReadyError))
async def read_run(
    service: RunServiceDep,
    caller: ReaderDep,
    run_id: Annotated[str, Path(description="The run's id.")],
    detail: DetailQuery = "full",
) -> Submission:
    """Read a run: its state, and its outputs once finished."""
    return in_detail(await service.find(caller, run_id), detail)
