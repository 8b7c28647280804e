"""Reading how learners do from the stored submissions."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, select, tuple_

from app.core.errors import UnknownCursorError
from app.database.database import Database
from app.database.pagination import Page
from app.database.tables.submissions import LEARNERS
from app.database.tables.submissions import submissions as table
from app.learners.schemas import LearnerFilter, LearnerProblem
from graders.core.verdict import Outcome

# The order of the list. One index has it, and all that a row needs: a page reads no more than its
# own rows.
_PLACE = (table.c.site, table.c.learner, table.c.problem)
_is_accepted: ColumnElement[bool] = table.c.outcome == Outcome.ACCEPTED
_first_solved_at = func.min(case((_is_accepted, table.c.created_at)))
_latest = table.alias("latest")


class LearnerStore:
    """How learners do. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def problems(
        self, site: str | None, wanted: LearnerFilter, limit: int, cursor: str | None
    ) -> Page[LearnerProblem]:
        """Return one page of learners by problem, of one site or, if None, of all.

        Args:
            site: whose learners.
            wanted: which of them.
            limit: the maximum number of rows.
            cursor: the id of the latest submission of the last row of the page before: its learner
                and problem say where to go on, also after new submissions.

        Raises:
            UnknownCursorError: `cursor` is no such id.
        """
        query = _grouped(_conditions(site, wanted), wanted)
        async with self._database.read() as connection:
            if cursor is not None:
                last = select(*_PLACE).where(table.c.id == cursor, *_visible(site))
                place = (await connection.execute(last)).one_or_none()
                if place is None:
                    raise UnknownCursorError
                query = query.where(tuple_(*_PLACE) > tuple_(*place))
            rows = (await connection.execute(_with_latest(query.limit(limit + 1)))).all()
        page = rows[:limit]
        next_cursor = page[-1].id if len(rows) > limit else None
        return Page([_learner_problem(row) for row in page], next_cursor)


def _visible(site: str | None) -> list[ColumnElement[bool]]:
    # Exactly the index's condition, or the index is not used.
    conditions: list[Any] = [LEARNERS]
    if site is not None:
        conditions.append(table.c.site == site)
    return conditions


def _conditions(site: str | None, wanted: LearnerFilter) -> list[ColumnElement[bool]]:
    conditions = [*_visible(site), table.c.outcome != Outcome.JUDGE_ERROR]
    if wanted.learner is not None:
        conditions.append(table.c.learner == wanted.learner)
    if wanted.problem is not None:
        conditions.append(table.c.problem == wanted.problem)
    return conditions


def _grouped(conditions: list[ColumnElement[bool]], wanted: LearnerFilter) -> Select[Any]:
    query = (
        select(
            *_PLACE,
            func.count().label("submissions"),
            func.max(table.c.score).label("best_score"),
            _first_solved_at.label("first_solved_at"),
            func.max(table.c.created_at).label("last_submitted_at"),
            func.max(table.c.number).label("latest"),
        )
        .where(*conditions)
        .group_by(*_PLACE)
        .order_by(*_PLACE)
    )
    if wanted.solved is not None:
        is_solved = _first_solved_at.is_not(None)
        query = query.having(is_solved if wanted.solved else ~is_solved)
    if wanted.min_submissions is not None:
        query = query.having(func.count() >= wanted.min_submissions)
    return query


def _with_latest(grouped: Select[Any]) -> Select[Any]:
    each = grouped.subquery()
    return (
        select(
            each,
            _latest.c.id,
            _latest.c.outcome.label("last_verdict"),
            _latest.c.mistake.label("last_mistake"),
        )
        .join(_latest, _latest.c.number == each.c.latest)
        .order_by(each.c.site, each.c.learner, each.c.problem)
    )


def _learner_problem(row: Row[Any]) -> LearnerProblem:
    fields = dict(row._mapping)
    return LearnerProblem.model_validate(
        {name: fields[name] for name in LearnerProblem.model_fields if name != "solved"}
        | {"solved": row.first_solved_at is not None}
    )
