"""Limits on new submissions: how many may be queued, and how many a key may have in flight.

The statement that stores a submission enforces them: see `app.submissions.enqueue`. What is said to
who meets one stands in `app.submissions.queue_refusals`. How often a key may ask is another limit:
see `app.auth.rate_limit`.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, func, literal, select

from app.database.tables.submissions import IN_FLIGHT, QUEUED
from app.database.tables.submissions import submissions as table
from app.submissions.schemas import REJUDGEMENT_PRIORITY

# Both count by indexes, and no further than the limits. Their parameters: `Bounds.room_for`.
QUEUE_HAS_ROOM: ColumnElement[bool] = (
    bindparam("b_room_if_queued", type_=Integer)
    >= select(func.count())
    .select_from(
        select(literal(1))
        .where(QUEUED, table.c.priority < REJUDGEMENT_PRIORITY)
        .limit(bindparam("b_most_queued", type_=Integer))
        .subquery()
    )
    .scalar_subquery()
)
KEY_HAS_ROOM: ColumnElement[bool] = (
    bindparam("b_room_of_key", type_=Integer)
    >= select(func.count())
    .where(table.c.key_id == bindparam("b_key_id"), IN_FLIGHT)
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Bounds:
    """The limits on queued submissions in total, and on queued or running ones per key."""

    queued: int
    in_flight: int

    def room_for(self, count: int, *, has_key: bool) -> dict[str, Any]:
        """The parameters with which so many new submissions are let in."""
        return {
            "b_most_queued": self.queued,
            "b_room_if_queued": self.queued - count,
            # Without a key nothing is counted as in flight, so there is no limit.
            "b_room_of_key": self.in_flight - (count if has_key else 0),
        }


class QueueBoundError(Exception):
    """The queue limit would be exceeded. Nothing was stored."""


class KeyBoundError(Exception):
    """The key's in-flight limit would be exceeded. Nothing was stored."""
