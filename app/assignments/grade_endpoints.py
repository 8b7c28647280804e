"""The gradebook of an assignment, and what a learner has of it."""

import re
from collections.abc import AsyncIterator, Iterable
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.assignments.dependencies import AssignmentServiceDep, GradebookDep
from app.assignments.endpoints import AssignmentId
from app.assignments.errors import UnknownAssignmentError
from app.assignments.grade_schemas import LearnerGrades
from app.assignments.gradebook import Gradebook
from app.assignments.schemas import Assignment
from app.auth.caller import Caller
from app.auth.dependencies import CALLER_ERRORS, ReaderDep, SomeAuthorDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.http.csv_table import CsvResponse, as_file, csv_answer, csv_lines
from app.http.pagination import DEFAULT_LIMIT, Limit, Next
from app.http.responses import error_responses

router = APIRouter(prefix="/assignments", tags=["assignments"], responses=CALLER_ERRORS)

_OF_A_PROBLEM = (
    "problem",
    "points",
    "max_points",
    "score",
    "solved",
    "days_late",
    "tries",
    "pending",
    "submitted_at",
    "submission",
)
_EXAMPLE_ROW = (
    '"ada","double",1.8,2.0,1.0,True,1,3,0,"2026-02-01T15:00:00Z",'
    '"01a21314c6a07f2fa000eb4802e5632b"'
)
_BY_PROBLEM = f"{csv_lines([['learner', *_OF_A_PROBLEM]])}{_EXAMPLE_ROW}\r\n"
_NOT_IN_FILE_NAMES = re.compile("[^A-Za-z0-9]+")


class GradesQuery(BaseModel):
    """How many learners per page."""

    model_config = ConfigDict(extra="forbid")

    limit: Limit = DEFAULT_LIMIT
    cursor: Name | None = Field(default=None, description="`next` of the page before.")


class GradesPage(BaseModel):
    """One page of learners, by name."""

    grades: list[LearnerGrades]
    next: Next


@router.get(
    "/{assignment_id}/grades",
    responses=error_responses(UnknownAssignmentError, InvalidRequestError, NotReadyError),
)
async def list_grades(
    gradebook: GradebookDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
    query: Annotated[GradesQuery, Query()],
) -> GradesPage:
    """List what each learner has: all who have handed in, or have an exception."""
    page = await gradebook.page(caller, assignment_id, query.limit, query.cursor)
    return GradesPage(grades=page.items, next=page.next_cursor)


@router.get(
    "/{assignment_id}/grades.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses={
        **csv_answer('"learner","double","points","max_points"\r\n"ada",1.8,1.8,2.0\r\n'),
        **error_responses(UnknownAssignmentError, NotReadyError),
    },
)
async def read_grades_table(
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
) -> StreamingResponse:
    """Return the gradebook as a file: a line for each learner, their points in each problem."""
    assignment = await service.get(caller, assignment_id)
    return _file(assignment, "grades", _table(gradebook, caller, assignment))


@router.get(
    "/{assignment_id}/grades/problems.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses={
        **csv_answer(_BY_PROBLEM),
        **error_responses(UnknownAssignmentError, NotReadyError),
    },
)
async def read_grades_by_problem(
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
) -> StreamingResponse:
    """Return a line for each learner and problem: points, tries, whether it is solved or late."""
    assignment = await service.get(caller, assignment_id)
    return _file(assignment, "grades-by-problem", _lines(gradebook, caller, assignment))


@router.get(
    "/{assignment_id}/standing",
    responses=error_responses(UnknownAssignmentError, InvalidRequestError, NotReadyError),
)
async def read_standing(
    gradebook: GradebookDep,
    caller: ReaderDep,
    assignment_id: AssignmentId,
    learner: Annotated[
        Name | None, Query(description="Whose; needed unless it is the signed-in one.")
    ] = None,
) -> LearnerGrades:
    """Tell a learner's grades, their times and what is left to them, also before they begin."""
    if (whose := learner or caller.learner) is None:
        raise InvalidRequestError.at("learner", "needs_learner")
    return await gradebook.of_learner(caller, assignment_id, whose)


def _file(assignment: Assignment, name: str, lines: AsyncIterator[str]) -> StreamingResponse:
    # Named by the title: an instructor stores those of several assignments in one folder.
    title = _NOT_IN_FILE_NAMES.sub("-", assignment.title).strip("-").lower() or assignment.id
    return StreamingResponse(
        lines,
        media_type=CsvResponse.media_type,
        headers=as_file(f"{title}-{name}.csv"),
    )


async def _table(
    gradebook: Gradebook, caller: Caller, assignment: Assignment
) -> AsyncIterator[str]:
    problems = [each.problem for each in assignment.problems]
    yield csv_lines([["learner", *problems, "points", "max_points"]])
    async for rows in gradebook.all(caller, assignment.id):
        yield csv_lines(_cells(problems, row) for row in rows)


def _cells(problems: list[str], row: LearnerGrades) -> Iterable[object]:
    # The assignment may have been changed since the header was sent.
    by_problem = {each.problem: each.points for each in row.problems}
    mine = [by_problem.get(problem, 0.0) for problem in problems]
    return [row.learner, *mine, row.points, row.max_points]


async def _lines(
    gradebook: Gradebook, caller: Caller, assignment: Assignment
) -> AsyncIterator[str]:
    yield csv_lines([["learner", *_OF_A_PROBLEM]])
    async for rows in gradebook.all(caller, assignment.id):
        yield csv_lines(
            [row.learner, *(fields[name] for name in _OF_A_PROBLEM)]
            for row in rows
            for fields in row.model_dump(mode="json")["problems"]
        )
