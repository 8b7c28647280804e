"""Assignments, exceptions for learners, and the gradebook."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Unpack

from nnx_judge_client._async.connection import AsyncConnection
from nnx_judge_client._call import Call, of_type, path, query, sendable, text
from nnx_judge_client._options import AssignmentOptions, ExceptionOptions
from nnx_judge_client.models import (
    Assignment,
    AssignmentPage,
    ExceptionList,
    GradesPage,
    LearnerException,
    LearnerGrades,
)


class AsyncAssignments:
    """What learners hand in by a time. Setting and grades need the scope `author`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def set(
        self, title: str, problems: Sequence[str], **options: Unpack[AssignmentOptions]
    ) -> Assignment:
        """Set an assignment for the learners of the caller's site.

        Args:
            title: what people read.
            problems: their names, in order.
            options: times, limits, points and what is shown when; each may be left out.
        """
        return await self._connection.send(
            Call(
                "POST",
                path("assignments"),
                of_type(Assignment),
                body=_setting(title, problems, options),
                is_repeatable=False,
            )
        )

    async def replace(
        self,
        assignment_id: str,
        title: str,
        problems: Sequence[str],
        **options: Unpack[AssignmentOptions],
    ) -> Assignment:
        """Change an assignment as a whole: what is left out here is as if it was never set."""
        return await self._connection.send(
            Call(
                "PUT",
                path("assignments", assignment_id),
                of_type(Assignment),
                body=_setting(title, problems, options),
            )
        )

    async def all(self, course: str | None = None) -> AsyncIterator[Assignment]:
        """Yield the assignments, newest first; pages are requested as needed."""
        call = Call(
            "GET",
            path("assignments"),
            of_type(AssignmentPage),
            query=query(limit=100, course=course),
        )
        async for page in self._connection.pages(call):
            for assignment in page.assignments:
                yield assignment

    async def get(self, assignment_id: str) -> Assignment:
        """Read an assignment."""
        return await self._connection.send(
            Call("GET", path("assignments", assignment_id), of_type(Assignment))
        )

    async def delete(self, assignment_id: str) -> None:
        """Delete an assignment to which nobody has handed in.

        Raises:
            ConflictError: somebody has.
        """
        await self._connection.send(
            Call("DELETE", path("assignments", assignment_id), text, is_repeatable=False)
        )

    async def exceptions(self, assignment_id: str) -> list[LearnerException]:
        """Return an assignment's exceptions, by learner."""
        call = Call("GET", path("assignments", assignment_id, "exceptions"), of_type(ExceptionList))
        return (await self._connection.send(call)).exceptions

    async def make_exception(
        self, assignment_id: str, learner: str, **options: Unpack[ExceptionOptions]
    ) -> LearnerException:
        """Give a learner other times, or more tries, in the place of an earlier exception."""
        return await self._connection.send(
            Call(
                "PUT",
                path("assignments", assignment_id, "exceptions", learner),
                of_type(LearnerException),
                body=sendable(options),
            )
        )

    async def end_exception(self, assignment_id: str, learner: str) -> None:
        """End a learner's exception; a second time changes nothing."""
        await self._connection.send(
            Call("DELETE", path("assignments", assignment_id, "exceptions", learner), text)
        )

    async def standing(self, assignment_id: str, learner: str | None = None) -> LearnerGrades:
        """Return what one learner has and what is left to them.

        Args:
            assignment_id: the assignment.
            learner: whose; None for the learner whose token the client has.
        """
        return await self._connection.send(
            Call(
                "GET",
                path("assignments", assignment_id, "standing"),
                of_type(LearnerGrades),
                query=query(learner=learner),
            )
        )

    async def grades(self, assignment_id: str) -> AsyncIterator[LearnerGrades]:
        """Yield what each learner has, by name; pages are requested as needed."""
        call = Call(
            "GET",
            path("assignments", assignment_id, "grades"),
            of_type(GradesPage),
            query=query(limit=100),
        )
        async for page in self._connection.pages(call):
            for learner in page.grades:
                yield learner

    async def grades_table(self, assignment_id: str) -> str:
        """Return the gradebook as CSV: a line for each learner, their points in each problem."""
        return await self._connection.send(
            Call("GET", path("assignments", assignment_id, "grades.csv"), text)
        )


def _setting(
    title: str, problems: Sequence[str], options: AssignmentOptions
) -> Mapping[str, object]:
    points = options.get("points", {})
    named = [{"problem": each, "points": points.get(each, 1.0)} for each in problems]
    others = {name: value for name, value in options.items() if name != "points"}
    return {"title": title, "problems": named, **sendable(others)}
