"""Setting assignments, making exceptions, and what is left to a learner."""

from datetime import UTC, datetime

from app.assignments.errors import AssignmentInUseError, UnknownAssignmentError
from app.assignments.repository import AssignmentStore, InUseError
from app.assignments.schemas import (
    Assigned,
    Assignment,
    AssignmentRequest,
    ExceptionRequest,
    LearnerException,
    Place,
    Remaining,
    refuse_disorder_with,
)
from app.auth.caller import Caller
from app.core.errors import InvalidRequestError
from app.core.ids import is_id, new_id
from app.courses.service import CourseService
from app.database.database import Database
from app.database.pagination import Page
from app.problems.catalogue import Catalogue

# Of the assignments that are open, those that a page names.
_NAMED = 3


class AssignmentService:
    """The assignments. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database, catalogue: Catalogue, courses: CourseService) -> None:
        self._store = AssignmentStore(database)
        self._catalogue = catalogue
        self._courses = courses

    async def create(self, caller: Caller, wanted: AssignmentRequest) -> Assignment:
        """Set an assignment for the learners of the caller's site.

        Raises:
            UnknownProblemError: it names a problem that does not exist.
            InvalidRequestError: the caller is bound to a course, and it is not of this course.
        """
        await self._refuse_unfit(caller, wanted)
        new = Assignment(
            id=new_id(), site=caller.site, created_at=datetime.now(UTC), **dict(wanted)
        )
        await self._store.add(new, caller.actor)
        return new

    async def replace(
        self, caller: Caller, assignment_id: str, wanted: AssignmentRequest
    ) -> Assignment:
        """Change an assignment as a whole. What was handed in to it counts by the new rules.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
            UnknownProblemError: it names a problem that does not exist.
            InvalidRequestError: the caller is bound to a course, and it is not of this course.
        """
        await self.get(caller, assignment_id)
        await self._refuse_unfit(caller, wanted)
        await self._store.replace(assignment_id, wanted, caller.actor)
        return await self.get(caller, assignment_id)

    async def delete(self, caller: Caller, assignment_id: str) -> None:
        """Delete an assignment to which nobody has handed in, with its exceptions.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
            AssignmentInUseError: somebody has.
        """
        await self.get(caller, assignment_id)
        try:
            await self._store.delete(assignment_id, caller.actor)
        except InUseError:
            raise AssignmentInUseError from None

    async def get(self, caller: Caller, assignment_id: str) -> Assignment:
        """Return an assignment.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
        """
        found = await self._store.get(assignment_id) if is_id(assignment_id) else None
        if found is None or caller.visible_site not in (None, found.site):
            raise UnknownAssignmentError
        if caller.course not in (None, found.course):
            raise UnknownAssignmentError
        return found

    async def find(
        self, caller: Caller, course: str | None, limit: int, cursor: str | None
    ) -> Page[Assignment]:
        """List the assignments that the caller sees, of one course or of all, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        if caller.course is not None:
            if course not in (None, caller.course):
                return Page([], None)
            course = caller.course
        return await self._store.find(caller.visible_site, course, limit, cursor)

    async def places(self, caller: Caller, problem: str | None = None) -> list[Place]:
        """Return the newest assignments that are open to the caller now.

        With a problem, only those that have it. They are three at most, and none if the caller is
        no learner.
        """
        if caller.learner is None:
            return []
        return await self._store.open_to(caller.site, caller.learner, problem, _NAMED)

    async def exceptions(self, caller: Caller, assignment_id: str) -> list[LearnerException]:
        """List an assignment's exceptions, by learner.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
        """
        await self.get(caller, assignment_id)
        return await self._store.exceptions(assignment_id)

    async def put_exception(
        self, caller: Caller, assignment_id: str, learner: str, wanted: ExceptionRequest
    ) -> LearnerException:
        """Make an exception for a learner, in the place of an earlier one.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
            InvalidRequestError: it would end before the assignment opens.
        """
        refuse_disorder_with(await self.get(caller, assignment_id), wanted)
        if not await self._store.put_exception(assignment_id, learner, wanted, caller.actor):
            raise UnknownAssignmentError
        return LearnerException(learner=learner, **dict(wanted))

    async def delete_exception(self, caller: Caller, assignment_id: str, learner: str) -> None:
        """End a learner's exception; a second time changes nothing.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
        """
        await self.get(caller, assignment_id)
        await self._store.delete_exception(assignment_id, learner, caller.actor)

    async def remaining(self, place: Assigned) -> Remaining | None:
        """Return what is left to a learner on a problem; None if the assignment is gone."""
        state = await self._store.state(place)
        if state is None:
            return None
        rules, used, now = state
        return rules.remaining(used, now)

    async def _refuse_unfit(self, caller: Caller, wanted: AssignmentRequest) -> None:
        for each in wanted.problems:
            self._catalogue.problem(each.problem)
        if caller.course is None:
            return
        if wanted.course != caller.course:
            raise InvalidRequestError.at("course", "not_in_course", course=caller.course)
        # Whoever could add a problem could read its hidden cases.
        if not await self._courses.may_assign(caller, [each.problem for each in wanted.problems]):
            raise InvalidRequestError.at("problems", "not_in_course", course=caller.course)
