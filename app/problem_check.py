"""Checks of a problem before it changes: what is asked for, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from pydantic import BaseModel, Field

from graders.faults import Fault
from graders.strength.report import ProblemReport
from graders.verdict import Outcome

CheckKind = Literal["check", "preview"]
CheckStatus = Literal["queued", "running", "finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class NewCheck:
    """What is to be checked: a package as a zip file.

    `added` are the names of the cases that a preview is about.
    """

    id: str
    site: str
    key_id: str | None
    kind: CheckKind
    problem: str
    archive: bytes
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BegunCheck:
    """A check that a worker has taken; `number` counts the times that it was begun."""

    id: str
    kind: CheckKind
    problem: str
    archive: bytes
    added: tuple[str, ...]
    number: int


class CheckProgress(BaseModel):
    """How far it is: of the runs of a stage, how many are done."""

    stage: str
    done: int
    total: int


class FaultReport(BaseModel):
    """What the problem's own generators, validator or checker show to be wrong."""

    file: str
    subject: str
    reason: str

    @classmethod
    def of(cls, fault: Fault) -> Self:
        """What is told of `fault`."""
        return cls(file=fault.file, subject=fault.subject, reason=fault.reason)


class AddedCase(BaseModel):
    """A case that would be added, and what the reference gives for it."""

    name: str
    arguments: dict[str, Any] | None
    expected: Any


class ExampleOnCase(BaseModel):
    """An example submission on the cases that would be added."""

    name: str = Field(description="VERDICT/NAME.py; the folder names the verdict that it must get.")
    expected: Outcome = Field(description="The verdict that it must get as a whole.")
    got: Outcome = Field(description="The one that it got on all cases, the added ones included.")
    passes: bool = Field(description="Whether it passes every added case.")
    cases: dict[str, Outcome] = Field(description="How it ended on each added case.")


class PreviewReport(BaseModel):
    """What cases would do that are not there yet."""

    reference: Outcome = Field(
        description="`accepted`, or `judge_error` where the reference fails on an added case."
    )
    message: str = Field(description="Why, where the reference fails.")
    faults: tuple[FaultReport, ...]
    cases: tuple[AddedCase, ...]
    examples: tuple[ExampleOnCase, ...]
    catches: tuple[str, ...] = Field(description="The wrong examples that the added cases catch.")
    catches_alone: tuple[str, ...] = Field(
        description="Those of them that every other case lets pass."
    )
    refuses: tuple[str, ...] = Field(
        description="The examples in accepted/ that don't pass: the case is wrong, or they are."
    )


class ProblemCheck(BaseModel):
    """A check, and its report once it is finished."""

    id: str
    kind: CheckKind
    problem: str
    status: CheckStatus
    created_at: datetime
    finished_at: datetime | None
    progress: CheckProgress | None
    error: str | None = Field(description="Why it came to no report, where it failed.")
    report: PreviewReport | ProblemReport | None
