"""The service's answers as types. Submissions use the service's own types."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, TypeAdapter

from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    Submission,
    SubmissionSummary,
)
from graders.core.verdict import CaseVerdict

# One argument of a call: a number, or an array `{"dtype": ..., "values": ...}`.
Argument = float | int | bool | Mapping[str, Any]


class ProblemSummary(BaseModel):
    """A problem in the list."""

    name: str
    title: str
    difficulty: str
    tags: list[str]
    revision: str
    function: str
    defines: list[str]


class ProblemDetails(ProblemSummary):
    """A problem as learners read it; `statement` is Markdown."""

    parameters: list[str]
    limits: dict[str, float]
    statement: str
    sample_cases: list[str]


class ProblemList(BaseModel):
    """Every problem, by name."""

    problems: list[ProblemSummary]


class SubmissionPage(BaseModel):
    """One page of submissions, newest first; pass `next` as `cursor` to get the next page."""

    submissions: list[SubmissionSummary]
    next: str | None


class StatusChanged(BaseModel):
    """A submission is queued, or a try at judging it has begun."""

    status: Literal["queued", "running"]
    tries: int


class CaseFinished(BaseModel):
    """A case has finished: its index among `total` cases, from 0, and its verdict."""

    index: int
    total: int
    case: CaseVerdict


@dataclass(frozen=True, slots=True)
class Ended:
    """The submission has its verdict, or was cancelled. No event follows."""

    submission: FinishedSubmission | CancelledSubmission


Event = StatusChanged | CaseFinished | Ended

any_submission: TypeAdapter[Submission] = TypeAdapter(Submission)
