"""Checks of a problem before it changes: requests and results."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, Field

from graders.core.verdict import Outcome
from graders.verification.report import ProblemReport, PublicationReport

# It imports more than clients have installed.
if TYPE_CHECKING:
    from graders.verification.problem_faults import Fault

CheckKind = Literal["check", "preview", "publication", "impact"]
CheckStatus = Literal["queued", "running", "finished", "failed", "cancelled"]


@dataclass(frozen=True, slots=True)
class NewCheck:
    """A check to run: a package as a zip file.

    `added` are the names of the previewed cases. `note` says why a publication is made. `replaces`
    is the revision that the tried one would replace; of a publication, None if none was live.
    `visible_site` is the only site whose submissions may be tried; None if all may be.
    """

    id: str
    site: str
    key_id: str | None
    kind: CheckKind
    problem: str
    revision: str
    archive: bytes
    added: tuple[str, ...] = ()
    note: str | None = None
    replaces: str | None = None
    visible_site: str | None = None


@dataclass(frozen=True, slots=True)
class ClaimedCheck:
    """A check that a worker has claimed; `tries` counts the claims, and fences its writes."""

    id: str
    kind: CheckKind
    problem: str
    revision: str
    archive: bytes
    added: tuple[str, ...]
    tries: int
    site: str
    key_id: str | None
    note: str | None
    replaces: str | None
    visible_site: str | None


class CheckProgress(BaseModel):
    """Progress: the stage, and how many of its runs are done."""

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
        """Convert a `Fault`."""
        return cls(file=fault.file, subject=fault.subject, reason=fault.reason)


class AddedCase(BaseModel):
    """A case that would be added, and the reference's output for it."""

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
    """The effect of the cases that would be added."""

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
    impact: str | None = Field(
        default=None,
        description="The id of the check of the kind `impact`, which tries the latest submissions "
        "on the cases; null where the reference fails.",
    )


class ImpactChange(BaseModel):
    """A submission whose verdict would be another."""

    submission: str
    learner: str | None = Field(
        default=None, description="The site's name for the learner who made it."
    )
    before: Outcome
    after: Outcome


class ImpactReport(BaseModel):
    """Whose verdicts would change with the cases that would be added.

    It grows while the check runs.
    """

    total: int = Field(
        description="How many are tried: the latest submissions with a verdict, 200 at most."
    )
    tried: int
    failed: int = Field(description="How many the judge failed on.")
    changes: tuple[ImpactChange, ...] = Field(description="The newest submission first.")

    def with_tried(self, change: ImpactChange | None) -> Self:
        """Return it with one more submission, which would end so; None if it is gone."""
        is_failed = change is not None and change.after is Outcome.JUDGE_ERROR
        is_changed = change is not None and change.before is not change.after and not is_failed
        return self.model_copy(
            update={
                "tried": self.tried + 1,
                "failed": self.failed + is_failed,
                "changes": (*self.changes, change) if is_changed else self.changes,
            }
        )


class FindingCounts(BaseModel):
    """What a check has found."""

    failures: int
    warnings: int


class PreviewCounts(BaseModel):
    """What a preview has found; its report lists the items."""

    reference: Outcome
    faults: int
    catches: int
    catches_alone: int
    refuses: int


Report = PreviewReport | ImpactReport | PublicationReport | ProblemReport


def found_in(
    report: PreviewReport | PublicationReport | ProblemReport,
) -> FindingCounts | PreviewCounts:
    """Count what a report contains."""
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
    """A check and its progress."""

    id: str
    kind: CheckKind
    problem: str
    revision: str = Field(
        description="What is tried; of a preview or impact, what would come of storing the cases."
    )
    added: tuple[str, ...] = Field(
        description="The names of the cases that a preview or impact is about."
    )
    status: CheckStatus
    created_at: datetime
    finished_at: datetime | None
    progress: CheckProgress | None
    error: str | None = Field(description="Why it came to no report, where it failed.")


class CheckSummary(_Check):
    """A check, and the number of its findings."""

    found: FindingCounts | PreviewCounts | None = Field(
        description="Of what kind and how many; null until it is finished."
    )


class ProblemCheck(_Check):
    """A check, and its report once it is finished; that of an impact from its first results on."""

    report: Report | None
