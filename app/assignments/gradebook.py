"""The gradebook of an assignment. Nothing of it is stored: it follows from the verdicts."""

from collections.abc import AsyncGenerator

from app.assignments.grade_repository import GradeStore, HandedIn, Work
from app.assignments.grade_schemas import Grade, LearnerGrades
from app.assignments.repository import AssignmentStore
from app.assignments.rules import Rules, best
from app.assignments.schemas import AssignedProblem, Assignment
from app.assignments.service import AssignmentService
from app.auth.caller import Caller
from app.auth.errors import ForbiddenError
from app.database.database import Database
from app.database.pagination import Page

# Learners that are read at once for a whole gradebook.
_CHUNK = 200
# Digits of grades and points: scores are sums of shares, and those of floats end in noise.
_DIGITS = 6


class Gradebook:
    """What learners have of assignments. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database, assignments: AssignmentService) -> None:
        self._assignments = assignments
        self._settings = AssignmentStore(database)
        self._store = GradeStore(database)

    async def page(
        self, caller: Caller, assignment_id: str, limit: int, after: str | None
    ) -> Page[LearnerGrades]:
        """Return one page of learners by name: who has handed in, or has an exception.

        Args:
            caller: an instructor.
            assignment_id: the assignment.
            limit: the maximum number of learners.
            after: the last learner of the page before.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
        """
        assignment = await self._assignments.get(caller, assignment_id)
        names = await self._store.learners(assignment_id, limit + 1, after)
        page = names[:limit]
        grades = await self._of(assignment, page)
        return Page(grades, page[-1] if len(names) > limit else None)

    async def all(self, caller: Caller, assignment_id: str) -> AsyncGenerator[list[LearnerGrades]]:
        """Yield the whole gradebook, in parts.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
        """
        after = None
        while True:
            page = await self.page(caller, assignment_id, _CHUNK, after)
            yield page.items
            if (after := page.next_cursor) is None:
                return

    async def of_learner(self, caller: Caller, assignment_id: str, learner: str) -> LearnerGrades:
        """Return what one learner has, also if they have handed in nothing.

        Raises:
            UnknownAssignmentError: there is none that the caller may see.
            ForbiddenError: the caller is another learner.
        """
        if not caller.sees(learner):
            raise ForbiddenError("author")
        assignment = await self._assignments.get(caller, assignment_id)
        [grades] = await self._of(assignment, [learner])
        return grades

    async def standing(self, site: str, assignment_id: str, learner: str) -> LearnerGrades | None:
        """Return what one learner of a site has; None if the site has no such assignment."""
        assignment = await self._settings.get(assignment_id)
        if assignment is None or assignment.site != site:
            return None
        [grades] = await self._of(assignment, [learner])
        return grades

    async def _of(self, assignment: Assignment, learners: list[str]) -> list[LearnerGrades]:
        work = await self._store.work(assignment.id, learners)
        return [_learner_grades(assignment, learner, work) for learner in learners]


def _learner_grades(assignment: Assignment, learner: str, work: Work) -> LearnerGrades:
    exception = work.exceptions.get(learner)
    rules = Rules.of(assignment, exception)
    problems = [
        _grade(each, rules, work.handed_in.get((learner, each.problem), HandedIn()), work)
        for each in assignment.problems
    ]
    return LearnerGrades(
        learner=learner,
        phase=rules.phase(work.now),
        has_exception=exception is not None,
        opens_at=rules.opens_at,
        due_at=rules.due_at,
        closes_at=rules.closes_at,
        points=round(sum(each.points for each in problems), _DIGITS),
        max_points=round(assignment.points, _DIGITS),
        problems=problems,
    )


def _grade(assigned: AssignedProblem, rules: Rules, mine: HandedIn, work: Work) -> Grade:
    left = rules.remaining(mine.used, work.now)
    place = best(rules, [(each.score, each.created_at) for each in mine.scored])
    counts = None if place is None else mine.scored[place]
    grade = 0.0 if counts is None else counts.score * rules.kept(counts.created_at)
    return Grade(
        problem=assigned.problem,
        grade=round(grade, _DIGITS),
        points=round(grade * assigned.points, _DIGITS),
        max_points=assigned.points,
        score=None if counts is None else counts.score,
        days_late=0 if counts is None else rules.days_late(counts.created_at),
        submission=None if counts is None else counts.id,
        submitted_at=None if counts is None else counts.created_at,
        solved=mine.solved,
        tries=mine.used.tries,
        pending=mine.pending,
        tries_left=left.tries_left,
        next_at=left.next_at,
    )
