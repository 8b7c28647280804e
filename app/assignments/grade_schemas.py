"""What learners have of an assignment, by its rules."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.assignments.rules import Phase


class Grade(BaseModel):
    """What a learner has of one problem. It follows from the verdicts, and changes with them."""

    model_config = ConfigDict(frozen=True)

    problem: str
    grade: float = Field(
        description="0 to 1: the best score with the late rule applied; 0 while nothing is judged."
    )
    points: float = Field(description="The same in points.")
    max_points: float = Field(description="What a full score gives.")
    score: float | None = Field(
        description="The score of the submission that counts, before the late rule; null while "
        "nothing is judged."
    )
    days_late: int = Field(description="How many days had begun by then since the due time.")
    submission: str | None = Field(description="The id of the submission that counts.")
    submitted_at: datetime | None = Field(description="When it was handed in.")
    solved: bool = Field(description="Whether a submission was accepted, late or not.")
    tries: int = Field(
        description="How many submissions count as tries; what the judge failed at does not."
    )
    pending: int = Field(description="How many of them have no verdict yet.")
    tries_left: int | None = Field(description="How many more; null: as many as they like.")
    next_at: datetime | None = Field(
        description="When the next can be handed in; null: at once, or none is left."
    )


class LearnerGrades(BaseModel):
    """What a learner has of an assignment, and what holds for them."""

    model_config = ConfigDict(frozen=True)

    learner: str
    phase: Phase = Field(
        description="`not_open` yet; `open`; `late`: the due time is over; or `closed`."
    )
    has_exception: bool = Field(description="Whether an exception holds for the learner.")
    opens_at: datetime | None
    due_at: datetime | None = Field(description="For this learner.")
    closes_at: datetime | None = Field(description="For this learner.")
    points: float = Field(description="The sum of the problems' points.")
    max_points: float
    problems: list[Grade] = Field(description="In the assignment's order.")
