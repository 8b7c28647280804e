"""Checks of a problem before it changes: what is asked for, and what comes of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, Field

from graders.core.verdict import Outcome
from graders.verification.report import ProblemReport

# What it needs is more than clients have.
if TYPE_CHECKING:
    from graders.verification.problem_faults import Fault

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
    revision: str
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
    def of(cls, fault: "Fault") -> Self:
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


class FindingCounts(BaseModel):
    """What a check of all cases has found."""

    failures: int
    warnings: int


class PreviewCounts(BaseModel):
    """What a preview has found, as its report says one by one."""

    reference: Outcome
    faults: int
    catches: int
    catches_alone: int
    refuses: int


def found_in(report: PreviewReport | ProblemReport) -> FindingCounts | PreviewCounts:
    """What a report says, in figures."""
    if isinstance(report, PreviewReport):
        return PreviewCounts(
            reference=report.reference,
            faults=len(report.faults),
            catches=len(report.catches),
            catches_alone=len(report.catches_alone),
            refuses=len(report.refuses),
        )
    severities = [finding.severity for finding in report.findings]
    return FindingCounts(failures=severities.count("failure"), warnings=severities.count("warning"))


class _Check(BaseModel):
    """A check, and how far it is."""

    id: str
    kind: CheckKind
    problem: str
    revision: str = Field(
        description="What is tried; of a preview, what would come of storing the cases."
    )
    added: tuple[str, ...] = Field(description="The names of the cases that a preview is about.")
    status: CheckStatus
    created_at: datetime
    finished_at: datetime | None
    progress: CheckProgress | None
    error: str | None = Field(description="Why it came to no report, where it failed.")


class CheckSummary(_Check):
    """A check, and how many things it has found."""

    found: FindingCounts | PreviewCounts | None = Field(
        description="Of what kind and how many; null until it is finished."
    )


class ProblemCheck(_Check):
    """A check, and its report once it is finished."""

    report: PreviewReport | ProblemReport | None
