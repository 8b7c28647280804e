"""What the methods of the client take."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Required, TypedDict

# One argument of a call: a number, or an array `{"dtype": ..., "values": ...}`.
Argument = float | int | bool | str | Mapping[str, Any]
Scope = Literal["submit", "read", "author", "metrics", "admin"]
# `summary` leaves out the cases.
Detail = Literal["full", "summary"]
EntryKind = Literal["case", "generator", "python_generator"]
ProblemKind = Literal["function", "class", "driver"]


class SubmitOptions(TypedDict, total=False):
    """Optional fields of a submission."""

    learner: str
    """The site's name for whoever wrote it; lists filter by it."""
    external_id: str
    """The site's id for the submission; lists filter by it."""
    metadata: Mapping[str, Any]
    """Whatever the site wants back with the submission, 4 KiB of JSON at most."""
    callback_url: str
    """An http or https URL that is told of the end: see `verify_webhook`."""
    assignment: str
    """The id of the assignment that it is handed in to; needs the `learner`."""
    priority: Literal["interactive", "batch"]
    """`batch` is judged when nothing interactive is waiting."""
    test: bool
    """Whether it counts in no statistics and no progress; needs the scope `author`."""


class NewSubmission(SubmitOptions):
    """One of several submissions that are sent together."""

    problem: Required[str]
    source: Required[str]


class SubmissionFilter(TypedDict, total=False):
    """Which submissions to list."""

    problem: str
    learner: str
    assignment: str
    external_id: str
    verdict: str
    status: str
    mistake: str
    case: str
    """Needs the `problem` that has the case."""
    created_after: datetime
    created_before: datetime


class LearnerFilter(TypedDict, total=False):
    """Which learners by problem to list."""

    learner: str
    problem: str
    solved: bool
    min_submissions: int


class LateRule(TypedDict):
    """What is handed in late loses so much of its score, once or for each day that has begun."""

    percent_off: float
    per: Literal["once", "day"]


When = Literal["always", "accepted", "due", "closed", "never"]


class AssignmentOptions(TypedDict, total=False):
    """Times, limits and what is shown when. Times need a time zone."""

    course: str
    points: Mapping[str, float]
    """What a full score gives, by problem; 1 where left out."""
    opens_at: datetime
    due_at: datetime
    closes_at: datetime
    late: LateRule
    tries: int
    cooldown_s: int
    exclusive: bool
    """Whether its problems can be handed in through it only, until it closes."""
    hints: When
    smallest_input: When
    editorial: When


class ExceptionOptions(TypedDict, total=False):
    """What holds for one learner instead."""

    due_at: datetime
    closes_at: datetime
    extra_tries: int
    note: str


class RejudgeOptions(TypedDict, total=False):
    """Which submissions are judged again, and how."""

    judged_on: str
    """Only those whose verdict names this revision."""
    created_after: datetime
    """Only those accepted after it."""
    created_before: datetime
    """Only those accepted before it."""
    submissions: Sequence[str]
    """Only those with these ids."""
    revision: str
    """What they are judged on; the live revision where left out."""
    fresh_seeds: bool
    """Whether they get other cases than they had."""
    note: str
    """Why."""


class ChangeOptions(TypedDict, total=False):
    """What may go with a change of a problem."""

    note: str
    """Why the change is made."""
    if_revision: str
    """The revision that it is made for; where another is live by then, `ConflictError`."""
