"""The gradebook of an assignment, and what a learner has of it."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.assignments.dependencies import AssignmentServiceDep, GradebookDep
from app.assignments.endpoints import AssignmentId
from app.assignments.errors import UnknownAssignmentError
from app.assignments.grade_schemas import LearnerGrades
from app.assignments.gradebook_csv import (
    EXAMPLE_ROW,
    OF_A_PROBLEM,
    csv_file,
    one_row_for_each_learner,
    one_row_for_each_problem,
)
from app.auth.dependencies import CALLER_ERRORS, ReaderDep, SomeAuthorDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.http.csv_table import CsvResponse, csv_answer, csv_lines
from app.http.pagination import DEFAULT_LIMIT, Limit, Next
from app.http.responses import error_responses

router = APIRouter(prefix="/assignments", tags=["assignments"], responses=CALLER_ERRORS)

_OF_ONE_PROBLEM = f"{csv_lines([['learner', *OF_A_PROBLEM]])}{EXAMPLE_ROW}\r\n"


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
    return csv_file(assignment, "grades", one_row_for_each_learner(gradebook, caller, assignment))


@router.get(
    "/{assignment_id}/grades/problems.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses={
        **csv_answer(_OF_ONE_PROBLEM),
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
    lines = one_row_for_each_problem(gradebook, caller, assignment)
    return csv_file(assignment, "grades-by-problem", lines)


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
