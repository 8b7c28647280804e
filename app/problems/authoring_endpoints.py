"""Problems for their authors: whole packages, and every revision."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.courses.dependencies import ProblemAuthorDep, ProblemReaderDep
from app.http.body import json_body
from app.http.responses import error_responses
from app.problems.change_request import (
    ANSWERS,
    CHANGING_ERRORS,
    PUBLISH_ERRORS,
    UNDER_WAY,
    AddingDep,
    AnsweringDep,
    AuthoredProblem,
    BeginningDep,
    ChangingDep,
    IfMatchHeader,
    revision_in,
)
from app.problems.dependencies import AuthoringDep
from app.problems.errors import (
    InvalidProblemError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownProblemError,
    UnknownRevisionError,
)
from app.problems.request_body import (
    PACKAGE_BODY,
    REVISION_FORM,
    ZIP,
    NewProblemDep,
    NewProblemRequest,
    PackageDep,
    ProblemName,
    RevisionName,
)
from app.problems.schemas import Revision

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)

BODY_ERRORS = (
    MalformedBodyError,
    BodyTooLargeError,
    UnsupportedMediaTypeError,
    InvalidRequestError,
    InvalidProblemError,
    NotReadyError,
)
CHANGE_ERRORS = (*BODY_ERRORS, UnknownProblemError, *CHANGING_ERRORS)


class RevisionList(BaseModel):
    """Every revision of a problem, newest first."""

    revisions: list[Revision]


class RevisionDetails(Revision):
    """A revision, and what it changed."""

    diff: str = Field(
        description="How its package differs from its parent's, or from that of the revision asked "
        "for, as a unified diff; the end of a very long one is left out."
    )


@router.post(
    "",
    status_code=201,
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(*BODY_ERRORS, ProblemExistsError, *PUBLISH_ERRORS),
    openapi_extra=PACKAGE_BODY,
)
async def create_problem(
    changing: AddingDep, authoring: AuthoringDep, package: PackageDep
) -> AuthoredProblem:
    """Add a problem, as a draft: it takes submissions once it is published."""
    await authoring.create(package, changing.change)
    return await changing.answer(package.problem.name)


@router.post(
    "/new",
    status_code=201,
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(*BODY_ERRORS, ProblemExistsError, *PUBLISH_ERRORS),
    openapi_extra=json_body(NewProblemRequest),
)
async def begin_problem(
    changing: BeginningDep, authoring: AuthoringDep, package: NewProblemDep
) -> AuthoredProblem:
    """Begin a problem with a small one that works, as a draft: its author makes it their own."""
    await authoring.create(package, changing.change)
    return await changing.answer(package.problem.name)


@router.get(
    "/{name}/package",
    response_class=Response,
    responses=error_responses(UnknownProblemError, UnknownRevisionError, NotReadyError)
    | {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_package(
    authoring: AuthoringDep,
    _: ProblemReaderDep,
    name: ProblemName,
    revision: Annotated[
        str | None,
        Query(description="Another revision than the current one.", pattern=REVISION_FORM),
    ] = None,
) -> Response:
    """Read a whole problem, including solutions, as a zip file: the draft, or what is live."""
    wanted = revision or (await authoring.state(name)).current
    archive = await authoring.archive_of(name, wanted)
    headers = {
        "ETag": f'"{wanted}"',
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "Cache-Control": "no-store",
    }
    return Response(archive, media_type=ZIP, headers=headers)


@router.put(
    "/{name}/package",
    responses=ANSWERS | UNDER_WAY | error_responses(*CHANGE_ERRORS),
    openapi_extra=PACKAGE_BODY,
)
async def update_problem(
    changing: ChangingDep, authoring: AuthoringDep, name: ProblemName, package: PackageDep
) -> AuthoredProblem:
    """Replace the whole content of a problem."""
    await authoring.update(name, package, changing.change)
    return await changing.answer(name)


@router.delete(
    "/{name}/draft",
    status_code=204,
    responses=error_responses(
        UnknownProblemError, RevisionChangedError, InvalidRequestError, NotReadyError
    ),
)
async def discard_draft(
    authoring: AuthoringDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    if_match: IfMatchHeader = None,
) -> None:
    """Drop the changes that are not published; a problem that never was goes with them."""
    await authoring.discard(caller, name, revision_in(if_match))


@router.post(
    "/{name}/archive", responses=ANSWERS | error_responses(UnknownProblemError, NotReadyError)
)
async def archive_problem(
    authoring: AuthoringDep, answering: AnsweringDep, caller: ProblemAuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Archive a problem: it accepts no submissions, and its verdicts stay readable."""
    await authoring.put_away(caller, name, archived=True)
    return await answering.state(name)


@router.post(
    "/{name}/unarchive", responses=ANSWERS | error_responses(UnknownProblemError, NotReadyError)
)
async def unarchive_problem(
    authoring: AuthoringDep, answering: AnsweringDep, caller: ProblemAuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Unarchive a problem."""
    await authoring.put_away(caller, name, archived=False)
    return await answering.state(name)


@router.get("/{name}/revisions", responses=error_responses(UnknownProblemError, NotReadyError))
async def list_revisions(
    authoring: AuthoringDep, _: ProblemAuthorDep, name: ProblemName
) -> RevisionList:
    """List the revisions of a problem, newest first."""
    return RevisionList(revisions=await authoring.revisions(name))


@router.get(
    "/{name}/revisions/{revision}",
    responses=error_responses(
        UnknownProblemError, UnknownRevisionError, InvalidRequestError, NotReadyError
    ),
)
async def read_revision(
    authoring: AuthoringDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    revision: RevisionName,
    since: Annotated[
        str | None,
        Query(
            description="Another revision than the parent to compare it with.",
            pattern=REVISION_FORM,
        ),
    ] = None,
) -> RevisionDetails:
    """Read a revision: its author, and what it changed."""
    found, diff = await authoring.changes(caller, name, revision, since)
    return RevisionDetails(**dict(found), diff=diff)
