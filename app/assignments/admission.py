"""Letting submissions in by the rules of their assignments, in the transaction that stores them.

What the rules allow is decided by `app.assignments.rules`.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import text

from app.assignments.errors import (
    OnlyInAssignmentError,
    RefusedSubmissionError,
    UnknownAssignmentError,
)
from app.assignments.reading import (
    read_assignments,
    read_exceptions,
    read_used,
    reserving,
)
from app.assignments.rules import Rules, Used
from app.assignments.schemas import Assigned, Assignment
from app.core.errors import ApiError, InvalidRequestError
from app.database.clock import read_now
from app.database.database import WriteTransaction

# Two submissions of a learner to an assignment would each count the tries before the other is
# stored. SQLite has one writer at a time.
_LOCK = text("SELECT pg_advisory_xact_lock(hashtextextended(:whose, 0))")


async def admit(transaction: WriteTransaction, wanted: Sequence[Assigned]) -> datetime:
    """Let the submissions of one request in, and return when that is by the database's clock.

    Until the transaction ends, the assignments and what these learners have handed in to them stay
    as they are.

    Raises:
        RefusedSubmissionError: an assignment does not take one of them.
    """
    connection = transaction.connection
    found = await read_assignments(connection, (each.assignment for each in wanted), keep=True)
    if connection.dialect.name == "postgresql":
        # In one order, so that no two requests wait for each other.
        for whose in sorted({f"{each.assignment} {each.learner}" for each in wanted}):
            await transaction.execute(_LOCK, {"whose": whose})
    # After the locks, which may have taken a while.
    now = await read_now(connection)
    used: dict[Assigned, Used] = {}
    for place, each in enumerate(wanted):
        try:
            assignment = _of_site(found, each)
            others = await read_exceptions(connection, assignment.id, [each.learner])
            rules = Rules.of(assignment, others.get(each.learner))
            if each not in used:
                used[each] = await read_used(connection, assignment.id, each.learner, each.problem)
            if (refusal := rules.refusal(used[each], now)) is not None:
                raise refusal
        except ApiError as error:
            raise RefusedSubmissionError(place, error) from None
        used[each] = used[each].and_one(now)
    return now


async def refuse_reserved(
    transaction: WriteTransaction, place: int, site: str, learner: str, problem: str
) -> None:
    """Refuse a submission to no assignment if an exclusive one has its problem, and is not over.

    Raises:
        RefusedSubmissionError: there is one.
    """
    for each in await reserving(transaction.connection, site, learner, problem):
        raise RefusedSubmissionError(place, OnlyInAssignmentError(each.id, each.title))


def _of_site(found: dict[str, Assignment], wanted: Assigned) -> Assignment:
    assignment = found.get(wanted.assignment)
    if assignment is None or assignment.site != wanted.site:
        raise UnknownAssignmentError
    if all(each.problem != wanted.problem for each in assignment.problems):
        raise InvalidRequestError.at("problem", "not_in_assignment")
    return assignment
