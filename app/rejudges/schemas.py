"""Rejudges: which submissions, on which revision, and what changes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from app.audit.entry import SERVICE, Actor
from graders.core.verdict import Outcome, Verdict

RejudgeStatus = Literal["judging", "ready", "applied", "cancelled"]


@dataclass(frozen=True, slots=True)
class Selection:
    """The submissions with a verdict to judge again; None matches all."""

    site: str | None
    problem: str
    judged_on: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class NewRejudge:
    """What is stored of a rejudge: its owner, its submissions, and the revision to judge on.

    With `fresh_seeds` each submission gets other cases than it had.
    """

    id: str
    site: str
    key_id: str | None
    selection: Selection
    revision: str
    fresh_seeds: bool
    note: str
    by: Actor = SERVICE


class Transition(BaseModel):
    """How many verdicts change from one outcome to another."""

    before: Outcome
    after: Outcome
    count: int


class VerdictChange(BaseModel):
    """A submission whose verdict or score changes."""

    submission: str
    before: Outcome
    after: Outcome
    score_before: float
    score_after: float


class RejudgeSummary(BaseModel):
    """Submissions that are judged again, and how many of their verdicts change."""

    id: str
    problem: str
    revision: str = Field(description="What is judged on.")
    note: str
    status: RejudgeStatus = Field(
        description="While `judging`, all counts are of what is judged so far. From `ready` on "
        "they are complete, and it can be applied."
    )
    created_at: datetime
    applied_at: datetime | None
    total: int = Field(description="How many submissions are judged again.")
    judged: int
    skipped: int = Field(
        description="How many more matched, and are left out: their files are no longer kept."
    )
    failed: int = Field(description="How many the judge failed on: they keep their verdicts.")
    changed: int = Field(description="How many get another verdict or score.")


class Rejudge(RejudgeSummary):
    """Submissions that are judged again, and how their verdicts change."""

    transitions: list[Transition] = Field(
        description="The changes by kind, the most frequent first."
    )
    changes: list[VerdictChange] = Field(description="The changes one by one, 1000 at most.")


class Judgement(BaseModel):
    """An earlier verdict of a submission."""

    judged_at: datetime
    has_details: bool = Field(
        description="False once only a summary of the verdict is kept: without its cases."
    )
    rejudge: str = Field(description="What has put another in its place.")
    verdict: Verdict
