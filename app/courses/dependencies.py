"""Authorization for authors who may be bound to a course."""

from typing import Annotated

from fastapi import Depends, Path

from app.auth.caller import Caller
from app.auth.dependencies import SomeAuthorDep
from app.auth.errors import ForbiddenError
from app.courses.service import CourseService
from app.http.parts import part

CourseServiceDep = Annotated[CourseService, Depends(part(CourseService))]


async def _of_problem(
    caller: SomeAuthorDep,
    courses: CourseServiceDep,
    name: Annotated[str, Path(description="The problem's name.")],
) -> Caller:
    if not await courses.may_read(caller, name):
        raise ForbiddenError("author")
    return caller


async def _changing_problem(
    caller: SomeAuthorDep,
    courses: CourseServiceDep,
    name: Annotated[str, Path(description="The problem's name.")],
) -> Caller:
    if not await courses.may_change(caller, name):
        raise ForbiddenError("author")
    return caller


# For endpoints that change the problem `name`, or tell of its changes.
ProblemAuthorDep = Annotated[Caller, Depends(_changing_problem)]
# For endpoints that read the cases, texts or solutions of the problem `name`.
ProblemReaderDep = Annotated[Caller, Depends(_of_problem)]
