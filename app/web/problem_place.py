"""Where a problem stands for its reader: in the track, and in the assignment it was opened from."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query

from app.assignments.dependencies import AssignmentServiceDep, GradebookDep
from app.assignments.errors import UnknownAssignmentError
from app.assignments.grade_schemas import Grade, LearnerGrades
from app.assignments.schemas import Assignment
from app.auth.caller import Caller
from app.auth.dependencies import ReaderDep
from app.editorials.errors import EditorialForInstructorsError
from app.editorials.service import EditorialService
from app.track.schemas import Track, TrackProblem
from graders.problem.package import Problem


@dataclass(frozen=True, slots=True)
class Assigned:
    """The assignment that a problem was opened from.

    `standing` is what the reader has of it, and `mine` of this problem; None if the reader is no
    learner.
    """

    assignment: Assignment
    standing: LearnerGrades | None
    mine: Grade | None

    def following(self, track: Track, name: str) -> TrackProblem | None:
        """The problem of the assignment to go on with after this one: not solved in it."""
        known = {each.name: each for each in track.problems}
        grades = [] if self.standing is None else self.standing.problems
        place = next((at for at, each in enumerate(grades) if each.problem == name), 0)
        others = [*grades[place + 1 :], *grades[:place]]
        return next((known[each.problem] for each in others if _is_to_do(each, known)), None)

    def opens_editorial(self) -> bool:
        """Whether solving the problem in it opens the editorial at once."""
        phase = None if self.standing is None else self.standing.phase
        match self.assignment.editorial:
            case "always" | "accepted":
                return True
            case "due":
                return phase in ("late", "closed")
            case "closed":
                return phase == "closed"
            case "never":
                return False


async def _assigned(
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    caller: ReaderDep,
    name: str,
    assignment: str | None = None,
    opened: Annotated[str | None, Query(alias="open")] = None,
) -> Assigned | None:
    if assignment is None:
        return None
    try:
        found = await service.get(caller, assignment)
        if name not in {each.problem for each in found.problems}:
            raise UnknownAssignmentError
    except UnknownAssignmentError:
        # An earlier submission opens all the same, where its assignment no longer has the problem.
        if opened is None:
            raise
        return None
    if caller.learner is None:
        return Assigned(found, None, None)
    standing = await gradebook.of_learner(caller, found.id, caller.learner)
    if opened is not None and standing.phase == "closed":
        return None
    mine = next(each for each in standing.problems if each.problem == name)
    return Assigned(found, standing, mine)


AssignedDep = Annotated[Assigned | None, Depends(_assigned)]


def onward(track: Track, name: str, assigned: Assigned | None) -> dict[str, Any]:
    """What a page offers to go on with: the next problem, in the assignment if there is one."""
    if assigned is None or assigned.mine is None:
        return {"following": track.following(name), "to": None, "query": ""}
    assignment = assigned.assignment
    following = assigned.following(track, name)
    return {"following": following, "to": assignment, "query": f"?assignment={assignment.id}"}


async def place(
    track: Track,
    problem: Problem,
    caller: Caller,
    editorials: EditorialService,
    assigned: Assigned | None,
) -> dict[str, Any]:
    """Where the problem stands in the track, and what the reader can go on with."""
    mine = next(each for each in track.problems if each.name == problem.name)
    chapter = next((each for each in track.chapters if mine in each.problems), None)
    has_editorial, closed = problem.editorial is not None, None
    if has_editorial:
        closed = await editorials.why_closed(caller, problem)
        has_editorial = not isinstance(closed, EditorialForInstructorsError)
    in_assignment = None if assigned is None else assigned.mine
    return {
        "is_solved": mine.solved if in_assignment is None else in_assignment.solved,
        "chapter": chapter,
        "number": None if chapter is None else chapter.problems.index(mine) + 1,
        "needs": [each for each in track.problems if each.name in mine.needs],
        "has_editorial": has_editorial,
        "editorial_closed": None if closed is None else closed.detail,
        "opens_editorial": has_editorial
        and (closed is None or assigned is None or assigned.opens_editorial()),
        **onward(track, problem.name, assigned),
    }


def _is_to_do(grade: Grade, known: dict[str, TrackProblem]) -> bool:
    # An archived problem has no page.
    return not grade.solved and grade.problem in known
