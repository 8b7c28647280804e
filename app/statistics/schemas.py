"""Statistics of learners' submissions: types that store, API and client share.

All counts are of judged submissions, each by its newest verdict. Cancelled submissions are not
counted, and those that the judge itself failed on only as `judge_errors`.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from graders.core.verdict import Outcome

TableName = Literal["days", "verdicts", "until_accepted", "mistakes", "time", "memory", "cases"]

_Share = Annotated[float | None, Field(description="From 0 to 1; null where there are none.")]


@dataclass(frozen=True, slots=True)
class Period:
    """Days in UTC, both included; None leaves that end open."""

    first_day: date | None = None
    last_day: date | None = None


class ProblemTotals(BaseModel):
    """The totals of one problem. Only learners that the site names are counted."""

    problem: str
    submissions: int
    accepted: int
    judge_errors: int = Field(description="Submissions that the judge itself failed on.")
    learners: int
    solved_by: int = Field(description="How many learners had a submission accepted.")

    @computed_field  # type: ignore[prop-decorator]  # mypy's own limit
    @property
    def share_accepted(self) -> _Share:
        """The share of submissions that are accepted."""
        return self.accepted / self.submissions if self.submissions else None


class StatisticsOverview(BaseModel):
    """Every problem with submissions, by name."""

    problems: list[ProblemTotals]


class DayCount(BaseModel):
    """The submissions of one day."""

    day: date
    submissions: int
    accepted: int


class VerdictCount(BaseModel):
    """How many submissions got one verdict."""

    verdict: Outcome
    submissions: int


class UntilAccepted(BaseModel):
    """How many learners were accepted with so many submissions, and how many were not yet."""

    submissions: int
    solved_by: int
    unsolved_by: int


class MistakeCount(BaseModel):
    """How often a mistake was made: one that the problem knows, or a formal one."""

    mistake: str | None = Field(
        description="Null for those not accepted whose mistake is not known."
    )
    title: str | None = Field(description="The mistake in a few words, as the problem has it now.")
    submissions: int
    learners: int


class UnnamedMistake(BaseModel):
    """Wrong submissions that do the same, and that no known mistake explains."""

    submissions: int
    learners: int
    example: str = Field(description="The id of the newest of them.")
    verdict: Outcome = Field(description="The example's.")
    message: str = Field(description="What the example's verdict says.")
    made_into: str | None = Field(
        description="The known mistake that was made of one of them: they get its name once that "
        "is published and they are judged again. Null where none was."
    )


class UnnamedMistakes(BaseModel):
    """The mistakes that nobody has named, those made most often first."""

    groups: list[UnnamedMistake] = Field(description="The 20 largest.")


class Bucket(BaseModel):
    """How many submissions lie between two bounds; the lower bound is included."""

    at_least: float
    below: float | None = Field(description="Null in the last one, which has no end.")
    submissions: int
    accepted: int


class Distribution(BaseModel):
    """The distribution of a figure; quantiles are nearest-rank, and null if there is no data."""

    median: float | None
    p90: float | None
    p99: float | None
    maximum: float | None
    buckets: list[Bucket] = Field(
        description="From the first that is not empty to the last; their bounds never change."
    )


class CaseCount(BaseModel):
    """How often one case failed."""

    case: str
    ran: int = Field(description="How many submissions it ran on: an earlier one may end the run.")
    failed: int

    @computed_field  # type: ignore[prop-decorator]  # mypy's own limit
    @property
    def share_failed(self) -> _Share:
        """The share of those submissions that failed."""
        return self.failed / self.ran if self.ran else None


_EXAMPLE: dict[str, Any] = {
    "problem": "double",
    "submissions": 3,
    "accepted": 1,
    "judge_errors": 0,
    "learners": 2,
    "solved_by": 1,
    "share_accepted": 1 / 3,
    "days": [{"day": "2026-01-31", "submissions": 3, "accepted": 1}],
    "verdicts": [
        {"verdict": "wrong_answer", "submissions": 2},
        {"verdict": "accepted", "submissions": 1},
    ],
    "until_accepted": [
        {"submissions": 1, "solved_by": 0, "unsolved_by": 1},
        {"submissions": 2, "solved_by": 1, "unsolved_by": 0},
    ],
    "mistakes": [
        {"mistake": "forgot_factor", "title": "Forgot factor", "submissions": 2, "learners": 2}
    ],
    "time_ms": {
        "median": 12.5,
        "p90": 14.1,
        "p99": 14.1,
        "maximum": 14.1,
        "buckets": [{"at_least": 10, "below": 15, "submissions": 3, "accepted": 1}],
    },
    "memory_mb": {
        "median": 0.4,
        "p90": 0.5,
        "p99": 0.5,
        "maximum": 0.5,
        "buckets": [{"at_least": 0, "below": 1, "submissions": 3, "accepted": 1}],
    },
    "cases": [{"case": "sample", "ran": 3, "failed": 2, "share_failed": 2 / 3}],
}


class ProblemStatistics(ProblemTotals):
    """How learners do on one problem."""

    model_config = ConfigDict(json_schema_extra={"examples": [_EXAMPLE]})

    days: list[DayCount] = Field(
        description="From the first day with submissions to the last, in UTC."
    )
    verdicts: list[VerdictCount] = Field(description="The most frequent first.")
    until_accepted: list[UntilAccepted] = Field(
        description="By the number of submissions: those of the period, up to the learner's first "
        "accepted one. Those without a learner are not counted."
    )
    mistakes: list[MistakeCount] = Field(description="The most frequent first.")
    time_ms: Distribution = Field(
        description="Wall time of the runs, of all submissions but those that could not be loaded."
    )
    memory_mb: Distribution = Field(
        description="The most private memory that a run added, in MiB, of the same submissions."
    )
    cases: list[CaseCount] = Field(description="Those that fail most first.")

    def table(self, name: TableName) -> tuple[type[BaseModel], list[Any]]:
        """Return one of its tables: the type of its rows, and the rows."""
        match name:
            case "days":
                return DayCount, self.days
            case "verdicts":
                return VerdictCount, self.verdicts
            case "until_accepted":
                return UntilAccepted, self.until_accepted
            case "mistakes":
                return MistakeCount, self.mistakes
            case "time":
                return Bucket, self.time_ms.buckets
            case "memory":
                return Bucket, self.memory_mb.buckets
            case "cases":
                return CaseCount, self.cases
