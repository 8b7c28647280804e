"""The gradebook as CSV: by learner, or by learner and problem."""

import re
from collections.abc import AsyncIterator, Iterable

from fastapi.responses import StreamingResponse

from app.assignments.grade_schemas import LearnerGrades
from app.assignments.gradebook import Gradebook
from app.assignments.schemas import Assignment
from app.auth.caller import Caller
from app.http.csv_table import CsvResponse, as_file, csv_lines

OF_A_PROBLEM = (
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
EXAMPLE_ROW = (
    '"ada","double",1.8,2.0,1.0,True,1,3,0,"2026-02-01T15:00:00Z",'
    '"01a21314c6a07f2fa000eb4802e5632b"'
)
_NOT_IN_FILE_NAMES = re.compile("[^A-Za-z0-9]+")


def csv_file(assignment: Assignment, name: str, lines: AsyncIterator[str]) -> StreamingResponse:
    """An answer that is saved as a file."""
    # Named by the title: an instructor stores those of several assignments in one folder.
    title = _NOT_IN_FILE_NAMES.sub("-", assignment.title).strip("-").lower() or assignment.id
    return StreamingResponse(
        lines,
        media_type=CsvResponse.media_type,
        headers=as_file(f"{title}-{name}.csv"),
    )


async def one_row_for_each_learner(
    gradebook: Gradebook, caller: Caller, assignment: Assignment
) -> AsyncIterator[str]:
    """The lines of a table with a row for each learner, and a column for each problem."""
    problems = [each.problem for each in assignment.problems]
    yield csv_lines([["learner", *problems, "points", "max_points"]])
    async for rows in gradebook.all(caller, assignment.id):
        yield csv_lines(_cells(problems, row) for row in rows)


def _cells(problems: list[str], row: LearnerGrades) -> Iterable[object]:
    # The assignment may have been changed since the header was sent.
    by_problem = {each.problem: each.points for each in row.problems}
    mine = [by_problem.get(problem, 0.0) for problem in problems]
    return [row.learner, *mine, row.points, row.max_points]


async def one_row_for_each_problem(
    gradebook: Gradebook, caller: Caller, assignment: Assignment
) -> AsyncIterator[str]:
    """The lines of a table with a row for each learner and problem."""
    yield csv_lines([["learner", *OF_A_PROBLEM]])
    async for rows in gradebook.all(caller, assignment.id):
        yield csv_lines(
            [row.learner, *(fields[name] for name in OF_A_PROBLEM)]
            for row in rows
            for fields in row.model_dump(mode="json")["problems"]
        )
