"""Assignments: set, change and read them, and make exceptions for learners."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from app.assignments.dependencies import AssignmentServiceDep
from app.assignments.errors import AssignmentInUseError, UnknownAssignmentError
from app.assignments.schemas import (
    Assignment,
    AssignmentRequest,
    ExceptionRequest,
    LearnerException,
)
from app.auth.dependencies import CALLER_ERRORS, ReaderDep, SomeAuthorDep
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnknownCursorError,
    UnsupportedMediaTypeError,
)
from app.core.texts import Name
from app.http.body import json_body, read_json
from app.http.headers import header
from app.http.pagination import Next, Paging
from app.http.responses import error_responses
from app.problems.errors import UnknownProblemError

router = APIRouter(prefix="/assignments", tags=["assignments"], responses=CALLER_ERRORS)

_MAX_BODY_BYTES = 2**17
_BODY_ERRORS = (
    MalformedBodyError,
    BodyTooLargeError,
    UnsupportedMediaTypeError,
    InvalidRequestError,
    NotReadyError,
)
_CREATED: dict[int | str, dict[str, Any]] = {
    201: {"headers": {"Location": header("Where it is.", format="uri-reference")}}
}

AssignmentId = Annotated[
    str,
    Path(description="The assignment's id.", examples=["01a21314c6a07f2fa000eb4802e5632b"]),
]
LearnerName = Annotated[Name, Path(description="The site's name for the learner.")]


class AssignmentQuery(Paging):
    """Which assignments, and how many per page."""

    course: Name | None = Field(default=None, description="Of this course.")


class AssignmentPage(BaseModel):
    """One page of assignments, newest first."""

    assignments: list[Assignment]
    next: Next


class ExceptionList(BaseModel):
    """The exceptions of an assignment, by learner."""

    exceptions: list[LearnerException]


# After the caller is known.
async def _assignment(request: Request, _: SomeAuthorDep) -> AssignmentRequest:
    return await read_json(request, AssignmentRequest, _MAX_BODY_BYTES)


async def _exception(request: Request, _: SomeAuthorDep) -> ExceptionRequest:
    return await read_json(request, ExceptionRequest, _MAX_BODY_BYTES)


_AssignmentDep = Annotated[AssignmentRequest, Depends(_assignment)]
_ExceptionDep = Annotated[ExceptionRequest, Depends(_exception)]


@router.post(
    "",
    status_code=201,
    responses=_CREATED | error_responses(UnknownProblemError, *_BODY_ERRORS),
    openapi_extra=json_body(AssignmentRequest),
)
async def create_assignment(
    request: Request,
    response: Response,
    service: AssignmentServiceDep,
    caller: SomeAuthorDep,
    wanted: _AssignmentDep,
) -> Assignment:
    """Set an assignment for the learners of the key's site."""
    new = await service.create(caller, wanted)
    location = request.app.url_path_for("read_assignment", assignment_id=new.id)
    response.headers["Location"] = str(location)
    return new


@router.get("", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError))
async def list_assignments(
    service: AssignmentServiceDep, caller: ReaderDep, query: Annotated[AssignmentQuery, Query()]
) -> AssignmentPage:
    """List the assignments, newest first."""
    page = await service.find(caller, query.course, query.limit, query.cursor)
    return AssignmentPage(assignments=page.items, next=page.next_cursor)


@router.get("/{assignment_id}", responses=error_responses(UnknownAssignmentError, NotReadyError))
async def read_assignment(
    service: AssignmentServiceDep, caller: ReaderDep, assignment_id: AssignmentId
) -> Assignment:
    """Read an assignment."""
    return await service.get(caller, assignment_id)


@router.put(
    "/{assignment_id}",
    responses=error_responses(UnknownAssignmentError, UnknownProblemError, *_BODY_ERRORS),
    openapi_extra=json_body(AssignmentRequest),
)
async def replace_assignment(
    service: AssignmentServiceDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
    wanted: _AssignmentDep,
) -> Assignment:
    """Change an assignment as a whole; what was handed in to it counts by the new rules."""
    return await service.replace(caller, assignment_id, wanted)


@router.delete(
    "/{assignment_id}",
    status_code=204,
    responses=error_responses(UnknownAssignmentError, AssignmentInUseError, NotReadyError),
)
async def delete_assignment(
    service: AssignmentServiceDep, caller: SomeAuthorDep, assignment_id: AssignmentId
) -> None:
    """Delete an assignment to which nobody has handed in."""
    await service.delete(caller, assignment_id)


@router.get(
    "/{assignment_id}/exceptions",
    responses=error_responses(UnknownAssignmentError, NotReadyError),
)
async def list_exceptions(
    service: AssignmentServiceDep, caller: SomeAuthorDep, assignment_id: AssignmentId
) -> ExceptionList:
    """List the exceptions for learners."""
    return ExceptionList(exceptions=await service.exceptions(caller, assignment_id))


@router.put(
    "/{assignment_id}/exceptions/{learner:path}",
    responses=error_responses(UnknownAssignmentError, *_BODY_ERRORS),
    openapi_extra=json_body(ExceptionRequest),
)
async def put_exception(
    service: AssignmentServiceDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
    learner: LearnerName,
    wanted: _ExceptionDep,
) -> LearnerException:
    """Give a learner other times, or more tries, in the place of an earlier exception."""
    return await service.put_exception(caller, assignment_id, learner, wanted)


@router.delete(
    "/{assignment_id}/exceptions/{learner:path}",
    status_code=204,
    responses=error_responses(UnknownAssignmentError, InvalidRequestError, NotReadyError),
)
async def delete_exception(
    service: AssignmentServiceDep,
    caller: SomeAuthorDep,
    assignment_id: AssignmentId,
    learner: LearnerName,
) -> None:
    """End a learner's exception; a second time changes nothing."""
    await service.delete_exception(caller, assignment_id, learner)
