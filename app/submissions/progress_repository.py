"""Learners' progress: of one from the submissions, of all from the counts, see `app.rollup`."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.database import Database
from app.database.tables.base import UtcDateTime
from app.database.tables.statistics import statistics_counts, verdict_changes
from app.database.tables.submissions import IN_FLIGHT, JUDGED
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress on one problem."""

    problem: str
    submissions: int
    solved: bool
    last_submitted_at: datetime


def _accepted(outcome: ColumnElement[Any], number: ColumnElement[int]) -> ColumnElement[int]:
    return case((outcome == Outcome.ACCEPTED, number), else_=0).label("accepted")


# What is counted, what is not counted yet, and what has not ended: one statement sees all of it as
# it is at one moment.
_PARTS = union_all(
    select(
        statistics_counts.c.site,
        statistics_counts.c.problem,
        statistics_counts.c.submissions,
        _accepted(statistics_counts.c.name, statistics_counts.c.submissions),
        null().cast(UtcDateTime).label("latest"),
    ).where(statistics_counts.c.what == "verdict"),
    select(
        verdict_changes.c.site,
        verdict_changes.c.problem,
        verdict_changes.c.sign,
        _accepted(verdict_changes.c.outcome, verdict_changes.c.sign),
        null().cast(UtcDateTime),
    ),
    select(table.c.site, table.c.problem, literal(1), literal(0), table.c.created_at).where(
        IN_FLIGHT, table.c.kind == "submission"
    ),
).subquery()
_EACH = (
    select(
        _PARTS.c.site,
        _PARTS.c.problem,
        func.sum(_PARTS.c.submissions).label("submissions"),
        func.sum(_PARTS.c.accepted).label("accepted"),
        func.max(_PARTS.c.latest).label("latest"),
    )
    .group_by(_PARTS.c.site, _PARTS.c.problem)
    .having(func.sum(_PARTS.c.submissions) > 0)
)


def _with_latest(each: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    found = each.subquery()
    handed_in = select(func.max(table.c.created_at)).where(
        table.c.site == found.c.site, table.c.problem == found.c.problem
    )
    latest = (
        # Exactly an index's condition: it has the answer.
        handed_in.where(JUDGED).scalar_subquery(),
        found.c.latest,
        # Where all were cancelled.
        handed_in.where(table.c.kind == "submission").scalar_subquery(),
    )
    return select(
        found.c.problem,
        found.c.submissions,
        found.c.accepted,
        found.c.latest.label("unfinished_at"),
        func.coalesce(*latest, type_=UtcDateTime()).label("ended_at"),
    ).order_by(found.c.problem)


_OF_ALL = _with_latest(_EACH)
_OF_SITE = _with_latest(_EACH.where(_PARTS.c.site == bindparam("b_site")))


class ProgressStore:
    """The progress of learners. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(
        self, site: str | None, learner: str | None, without: Collection[str] = ()
    ) -> Sequence[Progress]:
        """Return the progress on each tried problem, by name: of one learner or of all.

        What was handed in to the assignments `without` does not count.
        """
        async with self._database.read() as connection:
            if learner is None and not without:
                return await _of_all(connection, site)
            return await _of_rows(connection, site, learner, without)


async def _of_all(connection: AsyncConnection, site: str | None) -> Sequence[Progress]:
    """Return that of all learners together, from the counts."""
    query = _OF_ALL if site is None else _OF_SITE
    found: dict[str, Progress] = {}
    for row in (await connection.execute(query, {"b_site": site})).all():
        latest = max(row.ended_at, row.unfinished_at or row.ended_at)
        # Of another site.
        before = found.get(
            row.problem, Progress(row.problem, 0, solved=False, last_submitted_at=latest)
        )
        found[row.problem] = Progress(
            row.problem,
            before.submissions + int(row.submissions),
            before.solved or row.accepted > 0,
            max(before.last_submitted_at, latest),
        )
    return list(found.values())


async def _of_rows(
    connection: AsyncConnection, site: str | None, learner: str | None, without: Collection[str]
) -> Sequence[Progress]:
    """Return that of a learner, or without some assignments, from the submissions themselves."""
    conditions = [] if site is None else [table.c.site == site]
    if learner is not None:
        conditions.append(table.c.learner == learner)
    if without:
        assignment = table.c.assignment_id
        conditions.append(or_(assignment.is_(None), assignment.not_in(without)))
    accepted = func.max(case((table.c.outcome == Outcome.ACCEPTED, 1), else_=0))
    query = (
        select(table.c.problem, func.count(), accepted, func.max(table.c.created_at))
        .where(table.c.kind == "submission", *conditions)
        .group_by(table.c.problem)
        .order_by(table.c.problem)
    )
    rows = (await connection.execute(query)).all()
    return [Progress(name, count, bool(solved), last) for name, count, solved, last in rows]
