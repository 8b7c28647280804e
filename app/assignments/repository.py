"""The assignments, and the exceptions for learners."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, insert, select, update

from app.assignments.reading import (
    open_to,
    read_assignments,
    read_exceptions,
    read_used,
)
from app.assignments.rules import Rules, Used
from app.assignments.schemas import (
    Assigned,
    Assignment,
    AssignmentRequest,
    ExceptionRequest,
    LearnerException,
    Place,
)
from app.audit.entry import Actor
from app.audit.record import record
from app.database.clock import read_now
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.pagination import Page, read_page
from app.database.tables.assignments import assignment_exceptions, assignment_problems, assignments
from app.database.tables.submissions import submissions as table
from app.passback.changes import assignment_changes_grades, exception_changes_grades


class InUseError(Exception):
    """The assignment has submissions. Nothing was changed."""


class AssignmentStore:
    """The assignments. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: Assignment, by: Actor) -> None:
        """Store an assignment."""
        async with self._database.write() as transaction:
            row = {"id": new.id, "site": new.site, "created_at": new.created_at} | _fields(new)
            await transaction.execute(insert(assignments), row)
            await _add_problems(transaction, new.id, new)
            names = _names(new)
            await record(transaction, "assignment_created", new.id, by, problems=names)

    @uninterrupted
    async def replace(self, assignment_id: str, wanted: AssignmentRequest, by: Actor) -> bool:
        """Put other settings in the place of an assignment's; return False if there is none.

        The same settings change nothing, and are recorded nowhere.
        """
        change = update(assignments).where(assignments.c.id == assignment_id)
        named = assignment_problems.c.assignment_id == assignment_id
        async with self._database.write() as transaction:
            found = (await read_assignments(transaction.connection, [assignment_id])).get(
                assignment_id
            )
            if found is not None and _settings(found) == _settings(wanted):
                return True
            if not (await transaction.execute(change.values(_fields(wanted)))).rowcount:
                return False
            await transaction.execute(delete(assignment_problems).where(named))
            await _add_problems(transaction, assignment_id, wanted)
            names = _names(wanted)
            await record(transaction, "assignment_changed", assignment_id, by, problems=names)
            await assignment_changes_grades(transaction, assignment_id)
        return True

    @uninterrupted
    async def delete(self, assignment_id: str, by: Actor) -> None:
        """Delete an assignment to which nothing was handed in; do nothing if there is none.

        Raises:
            InUseError: something was.
        """
        async with self._database.write() as transaction:
            # First: what is being handed in waits, or has been stored.
            deletion = delete(assignments).where(assignments.c.id == assignment_id)
            if not (await transaction.execute(deletion)).rowcount:
                return
            used = select(exists().where(table.c.assignment_id == assignment_id))
            if (await transaction.execute(used)).scalar_one():
                raise InUseError
            await record(transaction, "assignment_deleted", assignment_id, by)

    async def get(self, assignment_id: str) -> Assignment | None:
        """Return the assignment of that id, if there is one."""
        async with self._database.read() as connection:
            return (await read_assignments(connection, [assignment_id])).get(assignment_id)

    async def find(
        self, site: str | None, course: str | None, limit: int, cursor: str | None
    ) -> Page[Assignment]:
        """Return one page of assignments, newest first, of one site or, if None, of all.

        If `course` is given, only those of that course.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        visible = select(assignments)
        if site is not None:
            visible = visible.where(assignments.c.site == site)
        if course is not None:
            visible = visible.where(assignments.c.course == course)
        async with self._database.read() as connection:
            place = assignments.c.number
            page = await read_page(connection, visible, (), place, limit, cursor)
            ids = [row.id for row in page.items]
            found = await read_assignments(connection, ids)
        return Page([found[each] for each in ids], page.next_cursor)

    async def open_to(
        self, site: str, learner: str, problem: str | None, limit: int
    ) -> list[Place]:
        """Return the newest assignments that are open to the learner now.

        With a problem, only those that have it.
        """
        async with self._database.read() as connection:
            rows = await open_to(connection, site, learner, problem, limit)
        return [Place(row.id, row.title, row.due_at) for row in rows]

    async def exceptions(self, assignment_id: str) -> list[LearnerException]:
        """Return an assignment's exceptions, by learner."""
        async with self._database.read() as connection:
            return list((await read_exceptions(connection, assignment_id)).values())

    @uninterrupted
    async def put_exception(
        self, assignment_id: str, learner: str, wanted: ExceptionRequest, by: Actor
    ) -> bool:
        """Put an exception in the place of the learner's earlier one.

        Return False if there is no such assignment.
        """
        row = {"assignment_id": assignment_id, "learner": learner} | dict(wanted)
        async with self._database.write() as transaction:
            if not await _hold(transaction, assignment_id):
                return False
            await transaction.execute(_delete_exception(assignment_id, learner))
            await transaction.execute(insert(assignment_exceptions), row)
            # Without the note, which somebody wrote.
            told = wanted.model_dump(mode="json", exclude={"note"})
            await record(transaction, "exception_given", assignment_id, by, **told)
            await exception_changes_grades(transaction, assignment_id, learner)
        return True

    @uninterrupted
    async def delete_exception(self, assignment_id: str, learner: str, by: Actor) -> None:
        """Delete a learner's exception; do nothing if there is none."""
        async with self._database.write() as transaction:
            await _hold(transaction, assignment_id)
            gone = await transaction.execute(_delete_exception(assignment_id, learner))
            if gone.rowcount:
                await record(transaction, "exception_ended", assignment_id, by)
                await exception_changes_grades(transaction, assignment_id, learner)

    async def state(self, place: Assigned) -> tuple[Rules, Used, datetime] | None:
        """Return what holds for a learner, what they have used of a problem, and the time now.

        None if there is no such assignment.
        """
        async with self._database.read() as connection:
            found = (await read_assignments(connection, [place.assignment])).get(place.assignment)
            if found is None:
                return None
            others = await read_exceptions(connection, found.id, [place.learner])
            used = await read_used(connection, found.id, place.learner, place.problem)
            now = await read_now(connection)
        return Rules.of(found, others.get(place.learner)), used, now


def _settings(of: AssignmentRequest) -> dict[str, Any]:
    return {name: getattr(of, name) for name in AssignmentRequest.model_fields}


def _fields(wanted: AssignmentRequest) -> dict[str, Any]:
    fields = _settings(wanted)
    del fields["problems"]
    late = fields.pop("late")
    return fields | {
        "late_percent": None if late is None else late.percent_off,
        "late_per": "once" if late is None else late.per,
    }


def _names(wanted: AssignmentRequest) -> list[str]:
    return [each.problem for each in wanted.problems]


async def _add_problems(
    transaction: WriteTransaction, assignment_id: str, wanted: AssignmentRequest
) -> None:
    await transaction.execute(
        insert(assignment_problems),
        [
            {"assignment_id": assignment_id, "place": place} | dict(each)
            for place, each in enumerate(wanted.problems)
        ],
    )


def _delete_exception(assignment_id: str, learner: str) -> Any:
    return delete(assignment_exceptions).where(
        assignment_exceptions.c.assignment_id == assignment_id,
        assignment_exceptions.c.learner == learner,
    )


async def _hold(transaction: WriteTransaction, assignment_id: str) -> bool:
    """Lock an assignment; return whether there is one. Of two that do so the second waits."""
    held = select(assignments.c.id).where(assignments.c.id == assignment_id)
    return (await transaction.execute(held.with_for_update())).first() is not None
