"""Reading how learners do from the stored submissions."""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    Subquery,
    case,
    false,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.errors import UnknownCursorError
from app.database.database import Database
from app.database.pagination import Page
from app.database.tables.statistics import unsolved_problems
from app.database.tables.submissions import LEARNERS
from app.database.tables.submissions import submissions as table
from app.learners.schemas import LearnerFilter, LearnerProblem
from app.rollup.service import Rollup
from graders.core.verdict import Outcome

_PLACE = ("site", "learner", "problem")
# An index has all of it, in the list's order: a page reads no more than its own rows.
_tries = (
    select(*(table.c[name] for name in (*_PLACE, "outcome", "score", "created_at", "number")))
    # Exactly the index's condition, or the index is not used.
    .where(LEARNERS, table.c.outcome != Outcome.JUDGE_ERROR)
    .subquery("tries")
)
_is_accepted: ColumnElement[bool] = _tries.c.outcome == Outcome.ACCEPTED
_first_solved_at = func.min(case((_is_accepted, _tries.c.created_at)))
_FIGURES = (
    func.count().label("submissions"),
    func.max(_tries.c.score).label("best_score"),
    _first_solved_at.label("first_solved_at"),
    func.max(_tries.c.created_at).label("last_submitted_at"),
    func.max(_tries.c.number).label("latest"),
)
_latest = table.alias("latest")


class LearnerStore:
    """How learners do. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rollup = Rollup(database)

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
        # They may be few among those who tried it.
        is_kept = wanted.solved is False and await self._rollup.settle()
        of, query = (unsolved_problems, _unsolved(wanted)) if is_kept else (_tries, _all(wanted))
        fixed = dict(zip(_PLACE, (site, wanted.learner, wanted.problem), strict=True))
        query = query.where(
            *(of.c[name] == value for name, value in fixed.items() if value is not None)
        ).limit(limit + 1)
        async with self._database.read() as connection:
            if cursor is not None:
                last = await _last(connection, site, cursor)
                # Without what is the same in all rows: PostgreSQL's index looks at the first column
                # only of a comparison of rows.
                free = [name for name, value in fixed.items() if value is None]
                after = tuple_(*(of.c[name] for name in free)) > tuple_(
                    *(last._mapping[name] for name in free)
                )
                query = query.where(after if free else false())
            listed = _figures_of(query.subquery("listed")) if is_kept else query
            rows = (await connection.execute(_with_latest(listed))).all()
        page = rows[:limit]
        next_cursor = page[-1].id if len(rows) > limit else None
        return Page([_learner_problem(row) for row in page], next_cursor)


async def _last(connection: AsyncConnection, site: str | None, cursor: str) -> Row[Any]:
    query = select(*(table.c[name] for name in _PLACE)).where(table.c.id == cursor, LEARNERS)
    if site is not None:
        query = query.where(table.c.site == site)
    last = (await connection.execute(query)).one_or_none()
    if last is None:
        raise UnknownCursorError
    return last


def _all(wanted: LearnerFilter) -> Select[*tuple[Any, ...]]:
    """How all learners do by problem."""
    place = [_tries.c[name] for name in _PLACE]
    query: Select[*tuple[Any, ...]] = select(*place, *_FIGURES).group_by(*place).order_by(*place)
    if wanted.solved is not None:
        is_solved = _first_solved_at.is_not(None)
        query = query.having(is_solved if wanted.solved else ~is_solved)
    if wanted.min_submissions is not None:
        query = query.having(func.count() >= wanted.min_submissions)
    return query


def _unsolved(wanted: LearnerFilter) -> Select[*tuple[Any, ...]]:
    """Who has not solved a problem, by the table of them: one after the other is looked up."""
    place = [unsolved_problems.c[name] for name in _PLACE]
    query: Select[*tuple[Any, ...]] = select(*place).order_by(*place)
    # Some may have solved it since it was counted.
    query = query.where(_theirs(func.max(case((_is_accepted, 1), else_=0))) == 0)
    if wanted.min_submissions is not None:
        query = query.where(_theirs(func.count()) >= wanted.min_submissions)
    return query


def _theirs(figure: ColumnElement[int]) -> ScalarSelect[int]:
    return (
        select(figure)
        .where(*(_tries.c[name] == unsolved_problems.c[name] for name in _PLACE))
        .scalar_subquery()
    )


def _figures_of(listed: Subquery) -> Select[*tuple[Any, ...]]:
    """How these learners do."""
    # By expressions: else SQLite may read all submissions, and look for each of them in the list.
    theirs = (_tries.c[name] == listed.c[name].concat("") for name in _PLACE)
    return select(*listed.c, *_FIGURES).where(*theirs).group_by(*listed.c)


def _with_latest(grouped: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
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
