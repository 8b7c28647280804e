"""The requests that the service understands, and how their answers are read. No input or output."""

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
# Beyond what the service was asked to wait.
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
    """What a site may add to a submission; `docs/api.md` says what each is for."""

    learner: str
    external_id: str
    metadata: Mapping[str, Any]
    callback_url: str
    priority: PriorityName


class SubmissionFilter(TypedDict, total=False):
    """What the submissions that are looked for have in common."""

    problem: str
    learner: str
    external_id: str
    verdict: Outcome
    status: Status
    created_after: datetime
    created_before: datetime


@dataclass(frozen=True, slots=True)
class Call(Generic[_Answer]):
    """One request, and how its answer is read."""

    method: str
    path: str
    read: Callable[[Any], _Answer]
    body: Mapping[str, Any] | None = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = _TIMEOUT_S

    def answer(self, response: httpx.Response) -> _Answer:
        """What came back.

        Raises:
            RefusedError: it is an error.
            UnexpectedAnswerError: it can't be read.
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
    """Store a submission; sent again, with whatever delay, it is the same submission."""
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
    """Run a source for no score."""
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
    """Take a submission back."""
    return Call("DELETE", submission_path(submission_id), _submission)


def review(submission_id: str, wait_s: int) -> Call[Review]:
    """Ask for the review of a submission; sent again, it is the same review."""
    return Call(
        "POST",
        f"{submission_path(submission_id)}/review",
        _reader(Review),
        headers=_prefer(wait_s),
        timeout_s=_TIMEOUT_S + wait_s,
    )


def page(wanted: SubmissionFilter, cursor: str | None) -> Call[SubmissionPage]:
    """Some of the submissions, the newest first."""
    query = {
        name: value.isoformat() if isinstance(value, datetime) else str(value)
        for name, value in wanted.items()
    }
    if cursor is not None:
        query["cursor"] = cursor
    return Call("GET", _SUBMISSIONS, _reader(SubmissionPage), query={"limit": "100", **query})


def problems() -> Call[ProblemList]:
    """Every problem."""
    return Call("GET", _PROBLEMS, _reader(ProblemList))


def problem(name: str) -> Call[ProblemDetails]:
    """One problem."""
    return Call("GET", f"{_PROBLEMS}/{quote(name, safe='')}", _reader(ProblemDetails))


def statistics(name: str, first_day: date | None, last_day: date | None) -> Call[ProblemStatistics]:
    """What learners make of a problem."""
    days = {"first_day": first_day, "last_day": last_day}
    return Call(
        "GET",
        f"{_PROBLEMS}/{quote(name, safe='')}/statistics",
        _reader(ProblemStatistics),
        query={end: day.isoformat() for end, day in days.items() if day is not None},
    )


def queue() -> Call[QueueState]:
    """The queue and the workers."""
    return Call("GET", _QUEUE, _reader(QueueState))


def submission_path(submission_id: str) -> str:
    """Where a submission is."""
    return f"{_SUBMISSIONS}/{quote(submission_id, safe='')}"


def error_of(response: httpx.Response) -> ClientError:
    """What an answer other than success tells; its body has been read."""
    try:
        problem = ProblemDocument.model_validate_json(response.content, extra="ignore")
    except ValidationError:
        # Something between here and the service has answered.
        title = response.reason_phrase or f"status {response.status_code}"
        problem = ProblemDocument(title=title, status=response.status_code)
    for kind in _KINDS:
        if response.status_code in kind.statuses:
            return kind(problem, _retry_after_s(response))
    return UnexpectedAnswerError(f"the answer has the status {response.status_code}")


def read_leniently(model: type[_Model], text: str) -> _Model:
    """A model from JSON; what a newer service adds to it is left out."""
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
