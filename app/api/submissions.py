"""Submissions: hand one in, and ask what became of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request, Response
from fastapi.responses import JSONResponse

from app.api.callers import CALLER_ERRORS, ReaderDep, SubmitterDep
from app.api.prefer import MAX_WAIT_S, preferred_wait_s
from app.api.responses import error_responses
from app.api.submission_request import REQUEST_BODY, SubmittedDep
from app.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    SourceTooLargeError,
    UnknownProblemError,
    UnknownSubmissionError,
    UnsupportedMediaTypeError,
)
from app.service import ServiceDep
from app.submission import FinishedSubmission, Submission, UnfinishedSubmission

router = APIRouter(prefix="/submissions", tags=["submissions"], responses=CALLER_ERRORS)

_APPLIED: dict[str, Any] = {
    "Preference-Applied": {
        "description": "The wait that was granted, where one was asked for.",
        "schema": {"type": "string"},
    }
}
_LOCATION: dict[str, Any] = {
    "Location": {
        "description": "Where to ask for the verdict.",
        "schema": {"type": "string", "format": "uri-reference"},
    }
}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"headers": _APPLIED},
    202: {
        "model": UnfinishedSubmission,
        "description": "Stored; the verdict is still to come.",
        "headers": _APPLIED | _LOCATION,
    },
}


@router.post(
    "",
    response_model=FinishedSubmission,
    response_description="The verdict, when it was ready in time.",
    responses=_ANSWERS
    | error_responses(
        MalformedBodyError,
        UnknownProblemError,
        SourceTooLargeError,
        BodyTooLargeError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
        NotReadyError,
    ),
    openapi_extra=REQUEST_BODY,
)
async def submit(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: SubmitterDep,
    submitted: SubmittedDep,
    prefer: Annotated[
        list[str] | None,
        Header(
            description=f"`wait=SECONDS` waits for the verdict, for {MAX_WAIT_S} seconds at most.",
            examples=["wait=20"],
        ),
    ] = None,
) -> FinishedSubmission | JSONResponse:
    """Store a submission and have it judged."""
    wait_s = preferred_wait_s(prefer or [])
    submission = await service.submit(caller, submitted.problem, submitted.source, wait_s or 0)
    applied = {} if wait_s is None else {"Preference-Applied": f"wait={wait_s}"}
    if isinstance(submission, FinishedSubmission):
        response.headers.update(applied)
        return submission
    location = request.app.url_path_for("read_submission", submission_id=submission.id)
    return JSONResponse(
        submission.model_dump(mode="json"), 202, applied | {"Location": str(location)}
    )


@router.get("/{submission_id}", responses=error_responses(UnknownSubmissionError, NotReadyError))
async def read_submission(
    service: ServiceDep,
    caller: ReaderDep,
    submission_id: Annotated[str, Path(description="The submission's id.")],
) -> Submission:
    """Read a submission: its state, and the whole verdict once there is one."""
    return await service.submission(caller, submission_id)
