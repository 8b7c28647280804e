"""Submissions from acceptance to end: types that store, queue and API share."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.assignments.schemas import Remaining
from graders.core.verdict import CaseVerdict, Outcome, Verdict

PriorityName = Literal["interactive", "batch"]
Status = Literal["queued", "running", "finished", "cancelled"]
Kind = Literal["submission", "test", "run", "review", "rejudgement"]


class Priority(IntEnum):
    """The order in which queued submissions are judged, lowest first."""

    INTERACTIVE = 0
    BATCH = 1


# Behind everything that someone waits for.
REJUDGEMENT_PRIORITY = max(Priority) + 1
QueueName = Literal[PriorityName, "rejudgement"]
# The parts of the queue in their order, by the priority of their rows.
QUEUES: dict[int, QueueName] = {
    Priority.INTERACTIVE: "interactive",
    Priority.BATCH: "batch",
    REJUDGEMENT_PRIORITY: "rejudgement",
}


@dataclass(frozen=True, slots=True)
class Idempotency:
    """A request's idempotency key, and a digest of its content.

    Keys belong to the site, or to its `learner` who sends the request.
    """

    key: str
    fingerprint: str
    learner: str | None = None


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """What is stored of an accepted submission: all that its verdict depends on, and its owner.

    Without a `seed`, the worker that begins it draws one.
    """

    id: str
    site: str
    key_id: str | None
    problem: str
    revision: str
    source: str
    created_at: datetime
    seed: int | None = None
    priority: Priority = Priority.INTERACTIVE
    kind: Kind = "submission"
    # The id of the submission that a review is about.
    reviewed: str | None = None
    inputs: str | None = None
    learner: str | None = None
    external_id: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    callback_url: str | None = None
    # The id of the assignment that it is handed in to.
    assignment: str | None = None
    idempotency: Idempotency | None = None


@dataclass(frozen=True, slots=True)
class WaitingSubmission:
    """A submission that may be claimed."""

    id: str
    problem: str
    revision: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimedSubmission:
    """A submission that a worker has claimed, for one try at judging it.

    `tries` counts the claims, this one included, and fences the writes: once a later try has begun,
    they change nothing. `failures` counts the earlier tries that ended without a verdict through
    the judge's own fault. A rejudgement produces a verdict for the submission `original_id`.
    """

    id: str
    kind: Kind
    reviewed: str | None
    problem: str
    revision: str
    source: str
    inputs: str | None
    seed: int | None
    tries: int
    failures: int
    site: str
    learner: str | None = None
    original_id: str | None = None


class _Accepted(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["submission", "test", "run"] = Field(
        default="submission",
        description="A `test` is an instructor's, and counts in no statistics or progress; a `run` "
        "counts for nothing, and no list shows it.",
    )
    created_at: datetime
    priority: PriorityName = "interactive"
    tries: int = Field(default=0, description="How often judging it has begun.")
    learner: str | None = Field(default=None, description="The site's name for the learner.")
    external_id: str | None = Field(default=None, description="The site's id for the submission.")
    metadata: dict[str, Any] = Field(default_factory=dict, description="Whatever the site gave.")
    has_source: bool = Field(
        default=True,
        description="False once the file is removed, after the time that the service keeps files.",
    )
    assignment: str | None = Field(
        default=None, description="The id of the assignment that it was handed in to."
    )
    remaining: Remaining | None = Field(
        default=None,
        description="What is left to the learner on this problem of the assignment: in the answer "
        "to handing in, elsewhere null.",
    )


class UnfinishedSubmission(_Accepted):
    """A stored submission whose verdict is still to come."""

    id: str
    problem: str
    status: Literal["queued", "running"]
    cases: tuple[CaseVerdict, ...] = Field(
        default=(), description="The cases that have finished, some tenths of a second ago or more."
    )
    total: int = Field(
        default=0, description="How many cases there are; 0 until some have finished."
    )
    position: int | None = Field(
        default=None, description="How many are judged before it, while it is queued."
    )
    estimate_s: float | None = Field(
        default=None, description="In how many seconds its verdict may be expected, roughly."
    )


class CancelledSubmission(_Accepted):
    """A submission that was cancelled before its verdict; it gets none."""

    id: str
    problem: str
    status: Literal["cancelled"]
    finished_at: datetime


class FinishedSubmission(_Accepted, Verdict):
    """A judged submission: its verdict, and the times of its acceptance and its verdict."""

    status: Literal["finished"]
    finished_at: datetime
    has_details: bool = Field(
        default=True,
        description="False once the details are removed, after the time that the service keeps "
        "them: `cases` and those of `hints` are empty, and `error` is null.",
    )


EndedSubmission = Annotated[FinishedSubmission | CancelledSubmission, Field(discriminator="status")]
Submission = Annotated[
    UnfinishedSubmission | CancelledSubmission | FinishedSubmission, Field(discriminator="status")
]


class SubmissionSummary(_Accepted):
    """A submission in lists: without its cases."""

    id: str
    problem: str
    revision: str
    status: Status
    finished_at: datetime | None = None
    verdict: Outcome | None = Field(default=None, description="How it ended, once it is judged.")
    passed: int | None = None
    total: int | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class SubmissionFilter:
    """What to filter submissions by; None matches all."""

    problem: str | None = None
    learner: str | None = None
    assignment: str | None = None
    # Only those that were handed in to no assignment.
    unassigned: bool = False
    external_id: str | None = None
    verdict: Outcome | None = None
    status: Status | None = None
    mistake: str | None = None
    # A case of the problem that they did not pass.
    case: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
