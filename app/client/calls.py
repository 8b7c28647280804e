"""The service's requests, and how to parse their answers. No input or output."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypedDict, TypeVar
from urllib.parse import quote
from uuid import uuid4

import httpx
from pydantic import BaseModel, ValidationError

from app.client.errors import (
    BadRequestError,
    BusyError,
    ClientError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    ProblemDocument,
    RefusedError,
    ServiceFailedError,
    UnexpectedAnswerError,
)
from app.client.models import Argument, ProblemDetails, ProblemList, SubmissionPage, any_submission
from app.monitoring.schemas import QueueState
from app.reviews.schemas import Review
from app.statistics.schemas import ProblemStatistics
from app.submissions.schemas import PriorityName, Status, Submission
from graders.core.verdict import Outcome

_SUBMISSIONS = "/api/v1/submissions"
_PROBLEMS = "/api/v1/problems"
_RUNS = "/api/v1/runs"
_QUEUE = "/api/v1/queue"
# Added to the time that the service is asked to wait.
_TIMEOUT_S = 30.0
_KINDS: tuple[type[RefusedError], ...] = (
    BadRequestError,
    NotAllowedError,
    NotFoundError,
    ConflictError,
    BusyError,
    ServiceFailedError,
)

_Answer = TypeVar("_Answer")
_Model = TypeVar("_Model", bound=BaseModel)


class SubmitOptions(TypedDict, total=False):
    """Optional fields of a submission; `docs/api.md` describes each."""

    learner: str
    external_id: str
    metadata: Mapping[str, Any]
    callback_url: str
    priority: PriorityName


class SubmissionFilter(TypedDict, total=False):
    """What to filter submissions by."""

    problem: str
    learner: str
    external_id: str
    verdict: Outcome
    status: Status
    created_after: datetime
    created_before: datetime


@dataclass(frozen=True, slots=True)
class Call(Generic[_Answer]):
    """One request, and how to parse its answer."""

    method: str
    path: str
    read: Callable[[Any], _Answer]
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = _TIMEOUT_S

    def answer(self, response: httpx.Response) -> _Answer:
        """Parse the response.

        Raises:
            RefusedError: it is an error.
            UnexpectedAnswerError: it can't be parsed.
        """
        if not response.is_success:
            raise error_of(response)
        try:
            return self.read(response.json())
        except (ValidationError, ValueError) as error:
            reason = f"{self.method} {self.path} was answered with something else than expected"
            raise UnexpectedAnswerError(reason) from error


def submit(
    problem: str, source: str, wait_s: int, idempotency_key: str | None, options: SubmitOptions
) -> Call[Submission]:
    """Store a submission; sending it again at any time yields the same submission."""
    return Call(
        "POST",
        _SUBMISSIONS,
        _submission,
        body={"problem": problem, "source": source, **options},
        headers={"Idempotency-Key": idempotency_key or str(uuid4()), **_prefer(wait_s)},
        timeout_s=_TIMEOUT_S + wait_s,
    )


def run(
    problem: str, source: str, inputs: Sequence[Mapping[str, Argument]] | None, wait_s: int
) -> Call[Submission]:
    """Run a source without scoring it."""
    given = {} if inputs is None else {"inputs": [dict(arguments) for arguments in inputs]}
    return Call(
        "POST",
        _RUNS,
        _submission,
        body={"problem": problem, "source": source, **given},
        headers=_prefer(wait_s),
        timeout_s=_TIMEOUT_S + wait_s,
    )


def get(submission_id: str) -> Call[Submission]:
    """Read a submission."""
    return Call("GET", submission_path(submission_id), _submission)


def cancel(submission_id: str) -> Call[Submission]:
    """Cancel a submission."""
    return Call("DELETE", submission_path(submission_id), _submission)


def review(submission_id: str, wait_s: int) -> Call[Review]:
    """Request the review of a submission; sending it again yields the same review."""
    return Call(
        "POST",
        f"{submission_path(submission_id)}/review",
        _reader(Review),
        headers=_prefer(wait_s),
        timeout_s=_TIMEOUT_S + wait_s,
    )


def page(wanted: SubmissionFilter, cursor: str | None) -> Call[SubmissionPage]:
    """List one page of submissions, newest first."""
    query = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in wanted.items()
    }
    if cursor is not None:
        query["cursor"] = cursor
    return Call("GET", _SUBMISSIONS, _reader(SubmissionPage), query={"limit": "100", **query})


def problems() -> Call[ProblemList]:
    """List every problem."""
    return Call("GET", _PROBLEMS, _reader(ProblemList))


def problem(name: str) -> Call[ProblemDetails]:
    """Read one problem."""
    return Call("GET", f"{_PROBLEMS}/{quote(name, safe='')}", _reader(ProblemDetails))


def statistics(name: str, first_day: date | None, last_day: date | None) -> Call[ProblemStatistics]:
    """Read how learners do on a problem."""
    days = {"first_day": first_day, "last_day": last_day}
    return Call(
        "GET",
        f"{_PROBLEMS}/{quote(name, safe='')}/statistics",
        _reader(ProblemStatistics),
        query={end: day.isoformat() for end, day in days.items() if day is not None},
    )


def queue() -> Call[QueueState]:
    """Read the state of the queue and the workers."""
    return Call("GET", _QUEUE, _reader(QueueState))


def submission_path(submission_id: str) -> str:
    """The path of a submission."""
    return f"{_SUBMISSIONS}/{quote(submission_id, safe='')}"


def error_of(response: httpx.Response) -> ClientError:
    """Return the error for an unsuccessful response, whose body has been read."""
    try:
        problem = ProblemDocument.model_validate_json(response.content, extra="ignore")
    except ValidationError:
        # Something between the client and the service answered.
        title = response.reason_phrase or f"status {response.status_code}"
        problem = ProblemDocument(title=title, status=response.status_code)
    for kind in _KINDS:
        if response.status_code in kind.statuses:
            return kind(problem, _retry_after_s(response))
    return UnexpectedAnswerError(f"the answer has the status {response.status_code}")


def read_leniently(model: type[_Model], text: str) -> _Model:
    """Parse JSON into a model; ignore fields that a newer service adds."""
    return model.model_validate_json(text, extra="ignore")


def _reader(model: type[_Model]) -> Callable[[Any], _Model]:
    return lambda document: model.model_validate(document, extra="ignore")


def _submission(document: Any) -> Submission:
    return any_submission.validate_python(document, extra="ignore")


def _prefer(wait_s: int) -> dict[str, str]:
    return {"Prefer": f"wait={wait_s}"} if wait_s else {}


def _retry_after_s(response: httpx.Response) -> float | None:
    told = response.headers.get("retry-after", "")
    return float(told) if told.isdecimal() else None
