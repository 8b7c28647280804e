"""Assignments as instructors set them, and what they are for one learner."""

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    Strict,
    model_validator,
)

from app.core.errors import InvalidRequestError
from app.core.field_errors import refusal
from app.core.moments import Moment
from app.core.numbers import WHOLE
from app.core.texts import WITHOUT_NUL, Name, storable

MAX_PROBLEMS = 100
_DAY_S = 86_400

# When learners are shown something. Nothing is shown sooner than the problem itself allows.
When = Literal["always", "accepted", "due", "closed", "never"]
_Number = Annotated[float, Strict()]


class LateRule(BaseModel):
    """What a submission after the due time loses."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    percent_off: _Number = Field(
        gt=0, le=100, description="The part of its score that is lost, in percent."
    )
    per: Literal["once", "day"] = Field(
        default="once", description="Lost `once`, or for each `day` that has begun since."
    )


class AssignedProblem(BaseModel):
    """A problem of an assignment."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    problem: Name = Field(description="Its name.")
    points: _Number = Field(default=1.0, gt=0, le=1000, description="What a full score gives.")


_EXAMPLE: dict[str, JsonValue] = {
    "title": "Week 3: layers",
    "course": "nnx-101",
    "problems": [{"problem": "double", "points": 2}],
    "opens_at": "2026-01-25T12:00:00Z",
    "due_at": "2026-02-01T12:00:00Z",
    "closes_at": "2026-02-08T12:00:00Z",
    "late": {"percent_off": 10, "per": "day"},
    "tries": 5,
    "cooldown_s": 60,
}
_EXCEPTION: dict[str, JsonValue] = {
    "due_at": "2026-02-04T12:00:00Z",
    "closes_at": "2026-02-08T12:00:00Z",
    "extra_tries": 2,
    "note": "was ill",
}


class AssignmentRequest(BaseModel):
    """What an instructor sets."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [_EXAMPLE]}
    )

    title: Name
    course: Name | None = Field(
        default=None, description="The course that it belongs to; keys can be bound to one."
    )
    problems: list[AssignedProblem] = Field(min_length=1, max_length=MAX_PROBLEMS)
    opens_at: Moment | None = Field(
        default=None, description="From when on it can be handed in; null: at once."
    )
    due_at: Moment | None = Field(
        default=None, description="What is handed in later is late; null: nothing is."
    )
    closes_at: Moment | None = Field(
        default=None, description="From when on nothing can be handed in any more; null: never."
    )
    late: LateRule | None = Field(
        default=None, description="What is late loses this; null: nothing. Needs `due_at`."
    )
    tries: Annotated[int, Strict(), Field(ge=1, le=1000), WHOLE] | None = Field(
        default=None,
        description="How often a learner may hand in each problem; null: as often as they like. "
        "What the judge itself failed at does not count.",
    )
    cooldown_s: Annotated[int, Strict(), Field(ge=1, le=7 * _DAY_S), WHOLE] | None = Field(
        default=None,
        description="How many seconds must lie between two submissions of a learner to a problem.",
    )
    exclusive: Annotated[bool, Strict()] = Field(
        default=False,
        description="Whether learners can hand in its problems through it only, until it closes. "
        "Without it they can try a problem outside of the assignment as often as they like.",
    )
    hints: When = Field(
        default="always",
        description="When learners are told the known mistake that a submission to it looks like. "
        "While the assignment is exclusive, its problems' own hints open then too.",
    )
    smallest_input: When = Field(
        default="always",
        description="When learners see the smallest failing input of a submission to it, with what "
        "is expected for it.",
    )
    editorial: When = Field(
        default="always",
        description="From when on a submission to it can open a problem's editorial.",
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _refuse_disorder(
            {name: getattr(self, name) for name in ("opens_at", "due_at", "closes_at")}
        )
        if self.late is not None and self.due_at is None:
            raise refusal("needs_due_time")
        names: set[str] = set()
        for each in self.problems:
            if each.problem in names:
                raise refusal("named_twice", name=each.problem)
            names.add(each.problem)
        return self


class Assignment(AssignmentRequest):
    """An assignment."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "01a21314c6a07f2fa000eb4802e5632b",
                    "site": "practice",
                    "created_at": "2026-01-25T12:00:00Z",
                    **_EXAMPLE,
                    "exclusive": False,
                    "hints": "always",
                    "smallest_input": "always",
                    "editorial": "closed",
                }
            ]
        }
    )

    id: str
    site: str = Field(description="Whose it is.")
    created_at: datetime

    @property
    def points(self) -> float:
        """What full scores in all problems give."""
        return sum(each.points for each in self.problems)


class ExceptionRequest(BaseModel):
    """What holds for one learner instead."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, json_schema_extra={"examples": [_EXCEPTION]}
    )

    due_at: Moment | None = Field(default=None, description="Null: that of the assignment.")
    closes_at: Moment | None = Field(
        default=None,
        description="Null: that of the assignment, or the learner's `due_at` if that is later.",
    )
    extra_tries: Annotated[int, Strict(), Field(ge=0, le=1000), WHOLE] = Field(
        default=0, description="So many tries more on each problem."
    )
    note: Annotated[str, AfterValidator(storable)] = Field(
        default="", max_length=200, json_schema_extra=WITHOUT_NUL, description="Why."
    )

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        _refuse_disorder({"due_at": self.due_at, "closes_at": self.closes_at})
        return self


class LearnerException(ExceptionRequest):
    """An exception for a learner."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"learner": "ada", **_EXCEPTION}]})

    learner: str


class Remaining(BaseModel):
    """What is left to a learner on a problem of an assignment, when this was written."""

    model_config = ConfigDict(frozen=True)

    tries_left: int | None = Field(description="How many more; null: as many as they like.")
    next_at: datetime | None = Field(
        description="When the next can be handed in; null: at once, or none is left."
    )
    closes_at: datetime | None = Field(description="From when on none can; null: there is no end.")


@dataclass(frozen=True, slots=True)
class Assigned:
    """A submission's place: which learner hands in which problem of which assignment."""

    assignment: str
    site: str
    learner: str
    problem: str


@dataclass(frozen=True, slots=True)
class Place:
    """An assignment to which a learner can hand in, until `due_at` in time."""

    id: str
    title: str
    due_at: datetime | None


def _refuse_disorder(moments: dict[str, datetime | None]) -> None:
    known = [(name, at) for name, at in moments.items() if at is not None]
    for (earlier, before), (_, after) in pairwise(known):
        if after < before:
            raise refusal("must_follow", earlier=earlier)


def refuse_disorder_with(assignment: Assignment, exception: ExceptionRequest) -> None:
    """Refuse an exception that closes before it opens, or is due before it.

    Raises:
        InvalidRequestError: it does not fit the assignment's opening.
    """
    opens_at = assignment.opens_at
    for name in ("due_at", "closes_at"):
        at: datetime | None = getattr(exception, name)
        if None not in (opens_at, at) and at < opens_at:  # type: ignore[operator]
            raise InvalidRequestError.at(name, "must_follow", earlier="opens_at")
