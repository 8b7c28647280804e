"""Reading assignments, exceptions and what was handed in, within a transaction of the caller."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from app.assignments.rules import Used
from app.assignments.schemas import (
    AssignedProblem,
    Assignment,
    LateRule,
    LearnerException,
)
from app.database.tables.assignments import assignment_exceptions, assignment_problems, assignments
from app.database.tables.base import database_now
from app.database.tables.submissions import ASSIGNED
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome

# The judge's own failure is never the learner's fault. What was cancelled before its judging began
# told the learner nothing.
COUNTS: ColumnElement[bool] = and_(
    or_(table.c.outcome.is_(None), table.c.outcome != Outcome.JUDGE_ERROR),
    or_(table.c.status != "cancelled", table.c.tries > 0),
)
_USED = select(func.count(), func.max(table.c.created_at)).where(
    ASSIGNED,
    table.c.assignment_id == bindparam("b_assignment"),
    table.c.learner == bindparam("b_learner"),
    table.c.problem == bindparam("b_problem"),
    COUNTS,
)

_other = assignment_exceptions.c
_closes_at = func.coalesce(
    _other.closes_at,
    case((_other.due_at > assignments.c.closes_at, _other.due_at), else_=assignments.c.closes_at),
)
_due_at = func.coalesce(_other.due_at, assignments.c.due_at).label("due_at")


def _not_over(found_in: FromClause) -> Select[*tuple[Any, ...]]:
    """Those that are not over for the learner."""
    theirs = and_(
        _other.assignment_id == assignments.c.id,
        _other.learner == bindparam("b_learner", type_=Text),
    )
    return (
        select(assignments.c.id, assignments.c.title, _due_at)
        .select_from(found_in.outerjoin(assignment_exceptions, theirs))
        .where(
            assignments.c.site == bindparam("b_site", type_=Text),
            or_(_closes_at.is_(None), _closes_at > database_now()),
        )
    )


def _newest_open(not_over: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    is_open = or_(assignments.c.opens_at.is_(None), assignments.c.opens_at <= database_now())
    newest = not_over.where(is_open).order_by(assignments.c.number.desc())
    return newest.limit(bindparam("b_limit", type_=Integer))


_HAVING = _not_over(assignments.join(assignment_problems)).where(
    assignment_problems.c.problem == bindparam("b_problem", type_=Text)
)
_RESERVING = _HAVING.where(assignments.c.exclusive).order_by(assignments.c.number)
_OPEN = _newest_open(_not_over(assignments))
_OPEN_TO = _newest_open(_HAVING)
# Whether there is one: for the statement that stores a submission, with its bound values.
IS_RESERVED: ColumnElement[bool] = _RESERVING.order_by(None).exists()


async def read_assignments(
    connection: AsyncConnection, ids: Iterable[str], *, keep: bool = False
) -> dict[str, Assignment]:
    """Return those that exist, by their ids; with `keep` they stay as they are meanwhile."""
    query = select(assignments).where(assignments.c.id.in_(sorted(set(ids))))
    if keep:
        query = query.with_for_update(read=True)
    rows = (await connection.execute(query)).all()
    problems: dict[str, list[AssignedProblem]] = {row.id: [] for row in rows}
    named = (
        select(assignment_problems)
        .where(assignment_problems.c.assignment_id.in_(problems))
        .order_by(assignment_problems.c.assignment_id, assignment_problems.c.place)
    )
    for each in (await connection.execute(named)).all():
        problems[each.assignment_id].append(
            AssignedProblem(problem=each.problem, points=each.points)
        )
    return {row.id: _assignment(row, problems[row.id]) for row in rows}


async def read_exceptions(
    connection: AsyncConnection, assignment_id: str, learners: Sequence[str] | None = None
) -> dict[str, LearnerException]:
    """Return an assignment's exceptions by learner, of these learners or, if None, of all."""
    query = (
        select(assignment_exceptions)
        .where(assignment_exceptions.c.assignment_id == assignment_id)
        .order_by(assignment_exceptions.c.learner)
    )
    if learners is not None:
        query = query.where(assignment_exceptions.c.learner.in_(learners))
    return {row.learner: _exception(row) for row in (await connection.execute(query)).all()}


async def read_used(
    connection: AsyncConnection, assignment_id: str, learner: str, problem: str
) -> Used:
    """Return what a learner has handed in of a problem."""
    parameters = {"b_assignment": assignment_id, "b_learner": learner, "b_problem": problem}
    tries, last_at = (await connection.execute(_USED, parameters)).one()
    return Used(tries, last_at)


async def reserving(
    connection: AsyncConnection, site: str, learner: str, problem: str
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return `id` and `title` of the exclusive assignments that have the problem, and are not over.

    They have closed for this learner, or not, by the learner's own exception.
    """
    parameters = {"b_site": site, "b_learner": learner, "b_problem": problem}
    return (await connection.execute(_RESERVING, parameters)).all()


async def open_to(
    connection: AsyncConnection, site: str, learner: str, problem: str | None, limit: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return `id`, `title` and `due_at` of the newest assignments that are open to the learner.

    With a problem, only of those that have it.
    """
    parameters = {"b_site": site, "b_learner": learner, "b_limit": limit}
    if problem is None:
        return (await connection.execute(_OPEN, parameters)).all()
    return (await connection.execute(_OPEN_TO, parameters | {"b_problem": problem})).all()


def _assignment(row: Row[*tuple[Any, ...]], problems: list[AssignedProblem]) -> Assignment:
    fields = dict(row._mapping)
    percent, per = fields.pop("late_percent"), fields.pop("late_per")
    del fields["number"]
    late = None if percent is None else LateRule(percent_off=percent, per=per)
    return Assignment(problems=problems, late=late, **fields)


def _exception(row: Row[*tuple[Any, ...]]) -> LearnerException:
    fields = dict(row._mapping)
    del fields["assignment_id"]
    return LearnerException(**fields)
