"""Reading what learners have handed in to an assignment, and how it was judged."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, union

from app.assignments.reading import COUNTS, read_exceptions
from app.assignments.rules import Used
from app.assignments.schemas import LearnerException
from app.database.clock import read_now
from app.database.database import Database
from app.database.tables.assignments import assignment_exceptions
from app.database.tables.submissions import ASSIGNED
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome

_first = table.alias("first")
_JUDGED: Sequence[ColumnElement[bool]] = (
    table.c.outcome.is_not(None),
    table.c.outcome != Outcome.JUDGE_ERROR,
)
_IS_PENDING = table.c.status.in_(("queued", "running"))


@dataclass(frozen=True, slots=True)
class Scored:
    """The first submission that got its score."""

    id: str
    score: float
    created_at: datetime


@dataclass(slots=True)
class HandedIn:
    """What a learner has handed in of a problem."""

    used: Used = field(default_factory=Used)
    pending: int = 0
    solved: bool = False
    scored: list[Scored] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Work:
    """What some learners have handed in, by learner and problem, and their exceptions."""

    now: datetime
    exceptions: dict[str, LearnerException]
    handed_in: dict[tuple[str, str], HandedIn]


class GradeStore:
    """What was handed in. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def learners(self, assignment_id: str, limit: int, after: str | None) -> list[str]:
        """Return up to `limit` learners by name who have handed in, or have an exception.

        If `after` is given, only those whose names follow it.
        """
        names = union(
            select(table.c.learner).where(
                ASSIGNED, table.c.assignment_id == assignment_id, *_follows(table.c.learner, after)
            ),
            select(assignment_exceptions.c.learner).where(
                assignment_exceptions.c.assignment_id == assignment_id,
                *_follows(assignment_exceptions.c.learner, after),
            ),
        ).subquery()
        query = select(names.c.learner).order_by(names.c.learner).limit(limit)
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars().all())

    async def work(self, assignment_id: str, learners: Sequence[str]) -> Work:
        """Return what these learners have handed in."""
        mine: list[Any] = [
            ASSIGNED,
            table.c.assignment_id == assignment_id,
            table.c.learner.in_(learners),
        ]
        used = (
            select(
                table.c.learner,
                table.c.problem,
                func.count(),
                func.max(table.c.created_at),
                func.sum(case((_IS_PENDING, 1), else_=0)),
            )
            .where(*mine, COUNTS)
            .group_by(table.c.learner, table.c.problem)
        )
        # Of equal scores the first is worth most, whatever the late rule is.
        by_score = (
            select(
                func.min(table.c.number).label("number"),
                func.max(case((table.c.outcome == Outcome.ACCEPTED, 1), else_=0)).label("solved"),
            )
            .where(*mine, *_JUDGED)
            .group_by(table.c.learner, table.c.problem, table.c.score)
            .subquery()
        )
        scored = (
            select(
                _first.c.learner,
                _first.c.problem,
                _first.c.id,
                _first.c.score,
                _first.c.created_at,
                by_score.c.solved,
            )
            .join(by_score, by_score.c.number == _first.c.number)
            .order_by(_first.c.number)
        )
        handed_in: dict[tuple[str, str], HandedIn] = {}
        async with self._database.read() as connection:
            exceptions = await read_exceptions(connection, assignment_id, learners)
            for learner, problem, tries, last_at, pending in await _rows(connection, used):
                handed_in[learner, problem] = HandedIn(Used(tries, last_at), pending)
            for row in await _rows(connection, scored):
                found = handed_in.setdefault((row.learner, row.problem), HandedIn())
                found.scored.append(Scored(row.id, row.score, row.created_at))
                found.solved = found.solved or bool(row.solved)
            now = await read_now(connection)
        return Work(now, exceptions, handed_in)


def _follows(name: ColumnElement[str], after: str | None) -> list[ColumnElement[bool]]:
    return [] if after is None else [name > after]


async def _rows(connection: Any, query: Any) -> Sequence[Any]:
    rows: Sequence[Any] = (await connection.execute(query)).all()
    return rows
