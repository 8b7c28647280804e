"""What an instructor sees of learners."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class LearnerProblem(BaseModel):
    """How a learner does on one problem. Only submissions that were judged count."""

    model_config = ConfigDict(frozen=True)

    site: str = Field(description="The site that names the learner so.")
    learner: str
    problem: str
    solved: bool = Field(description="Whether a submission was accepted.")
    best_score: float = Field(description="The highest score of all submissions, 0 to 1.")
    submissions: int = Field(description="How many there were.")
    first_solved_at: datetime | None = Field(
        description="When the first one that was accepted was handed in."
    )
    last_submitted_at: datetime
    last_verdict: str = Field(description="The verdict of the latest submission.")
    last_mistake: str | None = Field(
        description="The known mistake that the latest submission makes; null where it makes none."
    )


@dataclass(frozen=True, slots=True)
class LearnerFilter:
    """Which learners and problems; None matches all."""

    learner: str | None = None
    problem: str | None = None
    solved: bool | None = None
    min_submissions: int | None = None
