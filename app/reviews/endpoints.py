"""Reviews of submissions: the smallest failing input, remarks, and reproducer scripts."""

from typing import Any

from fastapi import APIRouter, Request, Response

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.errors import NotReadyError
from app.http.headers import APPLIED, header
from app.http.prefer import preferred_wait_s
from app.http.responses import error_responses
from app.jobs.errors import QueueFullError
from app.reviews.dependencies import ReviewServiceDep
from app.reviews.errors import NotFinishedError, NotReviewedError
from app.reviews.schemas import Review
from app.submissions.endpoints import PreferHeader, SubmissionId
from app.submissions.errors import DetailsRemovedError, SourceRemovedError, UnknownSubmissionError

router = APIRouter(prefix="/submissions", tags=["submissions"], responses=CALLER_ERRORS)

_LOCATION = {"Location": header("Where to ask for the review.", format="uri-reference")}
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"headers": APPLIED},
    202: {
        "model": Review,
        "description": "Asked for; it is still to come.",
        "headers": APPLIED | _LOCATION,
    },
}


@router.post(
    "/{submission_id}/review",
    response_description="The review, when it was ready in time.",
    responses=_ANSWERS
    | error_responses(
        UnknownSubmissionError,
        NotFinishedError,
        SourceRemovedError,
        DetailsRemovedError,
        QueueFullError,
        NotReadyError,
    ),
)
async def create_review(
    request: Request,
    response: Response,
    service: ReviewServiceDep,
    caller: ReaderDep,
    submission_id: SubmissionId,
    prefer: PreferHeader = None,
) -> Review:
    """Request the review of a finished submission; a second request returns the same review.

    A review adds details that can wait until after the verdict, and never changes it. It is made
    when no submission is waiting to be judged.
    """
    wait_s = preferred_wait_s(prefer or [])
    asked = await service.review(caller, submission_id, wait_s or 0)
    if wait_s is not None:
        response.headers["Preference-Applied"] = f"wait={wait_s}"
    if not asked.has_ended:
        location = request.app.url_path_for("read_review", submission_id=submission_id)
        response.headers["Location"] = str(location)
        response.status_code = 202
    return asked


@router.get(
    "/{submission_id}/review",
    responses=error_responses(
        UnknownSubmissionError, NotReviewedError, DetailsRemovedError, NotReadyError
    ),
)
async def read_review(
    service: ReviewServiceDep, caller: ReaderDep, submission_id: SubmissionId
) -> Review:
    """Read a review: its state, and its findings once finished."""
    return await service.find(caller, submission_id)
