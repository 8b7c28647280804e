"""The rules of an assignment for one learner: times, tries, and what late work is worth.

`app.assignments.admission` lets submissions in by them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Literal

from app.assignments.errors import (
    AssignmentClosedError,
    AssignmentNotOpenYetError,
    CoolingDownError,
    CoolingDownWithTriesLeftError,
    NoTriesLeftError,
)
from app.assignments.schemas import (
    Assignment,
    ExceptionRequest,
    LateRule,
    Remaining,
    When,
)
from app.core.errors import ApiError

Phase = Literal["not_open", "open", "late", "closed"]
_DAY = timedelta(days=1)
_ALMOST_A_SECOND = timedelta(microseconds=999_999)


@dataclass(frozen=True, slots=True)
class Used:
    """What a learner has handed in of a problem: how often, and when last.

    What the judge failed at does not count, nor what was cancelled before its judging began.
    """

    tries: int = 0
    last_at: datetime | None = None

    def and_one(self, at: datetime) -> "Used":
        """The same after one more at that moment."""
        return Used(self.tries + 1, at)


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one learner, with their exception."""

    opens_at: datetime | None
    due_at: datetime | None
    closes_at: datetime | None
    tries: int | None
    cooldown: timedelta | None
    late: LateRule | None

    @classmethod
    def of(cls, assignment: Assignment, exception: ExceptionRequest | None) -> "Rules":
        """What holds in an assignment for a learner with this exception."""
        other = exception or ExceptionRequest()
        closes_at = other.closes_at or assignment.closes_at
        if other.closes_at is None and None not in (closes_at, other.due_at):
            closes_at = max(closes_at, other.due_at)  # type: ignore[type-var]
        tries, cooldown_s = assignment.tries, assignment.cooldown_s
        return cls(
            opens_at=assignment.opens_at,
            due_at=other.due_at or assignment.due_at,
            closes_at=closes_at,
            tries=None if tries is None else tries + other.extra_tries,
            cooldown=None if cooldown_s is None else timedelta(seconds=cooldown_s),
            late=assignment.late,
        )

    def phase(self, now: datetime) -> Phase:
        """How far it has come at that moment."""
        if self.opens_at is not None and now < self.opens_at:
            return "not_open"
        if self.closes_at is not None and now >= self.closes_at:
            return "closed"
        return "late" if self.days_late(now) else "open"

    def days_late(self, at: datetime) -> int:
        """How many days have begun between the due time and `at`; 0 if it is in time."""
        if self.due_at is None or at <= self.due_at:
            return 0
        return ceil((at - self.due_at) / _DAY)

    def kept(self, at: datetime) -> float:
        """The part of a score that is kept by what is handed in at `at`, 0 to 1."""
        days = self.days_late(at)
        if self.late is None or days == 0:
            return 1.0
        off = self.late.percent_off * (days if self.late.per == "day" else 1)
        return max(0.0, 100.0 - off) / 100

    def remaining(self, used: Used, now: datetime) -> Remaining:
        """What is left to the learner on a problem."""
        tries_left = None if self.tries is None else max(0, self.tries - used.tries)
        next_at = None
        if self.cooldown is not None and used.last_at is not None and tries_left != 0:
            # In whole seconds, as it is told.
            next_at = (used.last_at + self.cooldown + _ALMOST_A_SECOND).replace(microsecond=0)
        if next_at is not None and next_at <= now:
            next_at = None
        return Remaining(tries_left=tries_left, next_at=next_at, closes_at=self.closes_at)

    def refusal(self, used: Used, now: datetime) -> ApiError | None:
        """Why nothing can be handed in to a problem now; None if it can."""
        if self.opens_at is not None and now < self.opens_at:
            return AssignmentNotOpenYetError(self.opens_at)
        if self.closes_at is not None and now >= self.closes_at:
            return AssignmentClosedError(self.closes_at)
        left = self.remaining(used, now)
        if self.tries is not None and left.tries_left == 0:
            return NoTriesLeftError(self.tries)
        if left.next_at is not None:
            wait_s = (left.next_at - now).total_seconds()
            if left.tries_left is None:
                return CoolingDownError(wait_s, left.next_at)
            return CoolingDownWithTriesLeftError(wait_s, left.next_at, left.tries_left)
        return None

    def shows(self, when: When, now: datetime, *, solved: bool) -> bool:
        """Whether the learner is shown by now what is shown then.

        Without a due time, or a closing time, that moment never comes.
        """
        match when:
            case "always":
                return True
            case "accepted":
                return solved
            case "due":
                return self.due_at is not None and now > self.due_at
            case "closed":
                return self.closes_at is not None and now >= self.closes_at
            case "never":
                return False


def best(rules: Rules, scores: Iterable[tuple[float, datetime]]) -> int | None:
    """The index of the submission that counts, by score and time; None if there is none.

    It is the one that is worth most with the late rule applied; of equals, the first.
    """
    worth = [score * rules.kept(at) for score, at in scores]
    return max(range(len(worth)), key=worth.__getitem__) if worth else None
