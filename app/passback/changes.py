"""Grades that may have changed become due, in the transaction that may change them.

What a grade is now, its sender works out when it sends it: whoever changes something need not know
how grades are made, and none is stored that could be out of date.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TextClause,
    Update,
    and_,
    bindparam,
    case,
    exists,
    or_,
    select,
    text,
    tuple_,
    update,
)

from app.database.database import WriteTransaction
from app.database.notifications import Notice
from app.database.tables.assignments import assignments
from app.database.tables.base import database_now
from app.database.tables.lti import lti_grades as table
from app.database.tables.lti import lti_platforms
from app.database.tables.submissions import submissions

# For the statement that stores a verdict. A platform is there long before its learners come.
MAY_HAVE_GRADES: ColumnElement[bool] = exists().where(lti_platforms.c.site == submissions.c.site)

_Statements = tuple[Select[Any], Update]
_PENDING: ColumnElement[bool] = table.c.status == "pending"


def _making_due(which: ColumnElement[bool]) -> _Statements:
    """Statements that lock grades, in one order for all who do so, and make them due.

    One that is being sent, or waits after a failure, keeps its time: it is sent by one sender at a
    time.
    """
    change = update(table).values(
        version=table.c.version + 1,
        status="pending",
        failures=0,
        last_error=None,
        due_at=case((_PENDING, table.c.due_at), else_=database_now()),
    )
    lock = select(table.c.number).order_by(table.c.number).with_for_update()
    return lock.where(which), change.where(which)


_OF_ASSIGNMENT: ColumnElement[bool] = table.c.assignment_id == bindparam("b_assignment")
_OF_LEARNER: ColumnElement[bool] = table.c.learner == bindparam("b_learner")
_new = submissions.alias("new")
_rejudged = (
    select(
        *(submissions.c.site, submissions.c.learner),
        *(submissions.c.problem, submissions.c.assignment_id),
    )
    .join(_new, _new.c.original_id == submissions.c.id)
    .where(_new.c.rejudge_id == bindparam("b_rejudge"))
    .subquery("rejudged")
)
_BY_VERDICT = _making_due(
    and_(
        table.c.site == bindparam("b_site"),
        _OF_LEARNER,
        or_(table.c.problem == bindparam("b_problem"), _OF_ASSIGNMENT),
    )
)
_BY_REJUDGE = _making_due(
    and_(
        tuple_(table.c.site, table.c.learner).in_(select(_rejudged.c.site, _rejudged.c.learner)),
        or_(
            table.c.problem.in_(select(_rejudged.c.problem)),
            table.c.assignment_id.in_(select(_rejudged.c.assignment_id)),
        ),
    )
)
_BY_ASSIGNMENT = _making_due(_OF_ASSIGNMENT)
_BY_EXCEPTION = _making_due(and_(_OF_ASSIGNMENT, _OF_LEARNER))
# On PostgreSQL a launch that adds a grade and a verdict at the same moment don't see each other's
# rows: the verdict would find no grade to make due, and the sender of the new grade no verdict. So
# the launch waits for the verdicts that came before it, and those that come after it wait for the
# launch. SQLite has one writer at a time.
_SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:what, 1))")
_ALONE = text("SELECT pg_advisory_xact_lock(hashtextextended(:what, 1))")
_REJUDGES = "rejudges"


async def verdict_changes_grades(
    transaction: WriteTransaction, site: str, learner: str, problem: str, assignment: str | None
) -> None:
    """Make the learner's grades at the problem, and of the assignment, due.

    In the transaction of the verdict.
    """
    await _lock(transaction, _SHARED, _learner(site, learner))
    which = {
        "b_site": site,
        "b_learner": learner,
        "b_problem": problem,
        "b_assignment": assignment,
    }
    await _make_due(transaction, _BY_VERDICT, which)


async def rejudge_changes_grades(transaction: WriteTransaction, rejudge_id: str) -> None:
    """Make the grades due of all whose verdicts a rejudge replaces, in its transaction."""
    await _lock(transaction, _ALONE, _REJUDGES)
    await _make_due(transaction, _BY_REJUDGE, {"b_rejudge": rejudge_id})


async def assignment_changes_grades(transaction: WriteTransaction, assignment_id: str) -> None:
    """Make all grades of an assignment due.

    In a transaction that has locked the assignment's row: a launch that adds one waits for that.
    """
    await _make_due(transaction, _BY_ASSIGNMENT, {"b_assignment": assignment_id})


async def exception_changes_grades(
    transaction: WriteTransaction, assignment_id: str, learner: str
) -> None:
    """Make the learner's grades of an assignment due.

    In a transaction that has locked the assignment's row: a launch that adds one waits for that.
    """
    which = {"b_assignment": assignment_id, "b_learner": learner}
    await _make_due(transaction, _BY_EXCEPTION, which)


async def hold_grades(
    transaction: WriteTransaction, site: str, learner: str, assignment_id: str | None
) -> None:
    """Wait for all that changes the learner's grades, and let nothing change them meanwhile.

    In the transaction of a launch, before it adds a grade.
    """
    await _lock(transaction, _ALONE, _learner(site, learner))
    await _lock(transaction, _SHARED, _REJUDGES)
    if assignment_id is not None:
        held = select(assignments.c.id).where(assignments.c.id == assignment_id)
        await transaction.execute(held.with_for_update(read=True))


def _learner(site: str, learner: str) -> str:
    return f"learner {site} {learner}"


async def _lock(transaction: WriteTransaction, lock: TextClause, what: str) -> None:
    if transaction.connection.dialect.name == "postgresql":
        await transaction.execute(lock, {"what": what})


async def _make_due(
    transaction: WriteTransaction, statements: _Statements, which: dict[str, Any]
) -> None:
    lock, change = statements
    if (await transaction.execute(lock, which)).all():
        await transaction.execute(change, which)
        transaction.announce(Notice("grade"))
