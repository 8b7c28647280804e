"""Problems for their authors: whole packages, and every revision."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, AuthorDep
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.http.responses import error_responses
from app.problems.authoring import AuthoringService
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
    IfMatchHeader,
    NoteQuery,
    PackageDep,
    ProblemName,
    RevisionName,
    change_by,
    revision_in,
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
CHANGE_ERRORS = (*BODY_ERRORS, UnknownProblemError, RevisionChangedError)
ETAG: dict[int | str, dict[str, Any]] = {
    status: {
        "headers": {"ETag": {"description": "The live revision.", "schema": {"type": "string"}}}
    }
    for status in (200, 201)
}


class AuthoredProblem(BaseModel):
    """The state of a problem after a change."""

    name: str
    revision: str = Field(description="The one that is live.")
    is_archived: bool = Field(description="Whether it takes no submissions, and no list shows it.")


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
    responses=ETAG | error_responses(*BODY_ERRORS, ProblemExistsError),
    openapi_extra=PACKAGE_BODY,
)
async def create_problem(
    request: Request,
    response: Response,
    authoring: AuthoringDep,
    caller: AuthorDep,
    package: PackageDep,
    note: NoteQuery = None,
) -> AuthoredProblem:
    """Add a problem."""
    await authoring.create(package, change_by(caller, note, None))
    name = package.problem.name
    response.headers["Location"] = str(request.app.url_path_for("read_problem", name=name))
    return await authored(authoring, name, response)


@router.get(
    "/{name}/package",
    response_class=Response,
    responses=error_responses(UnknownProblemError, UnknownRevisionError, NotReadyError)
    | {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_package(
    authoring: AuthoringDep,
    _: AuthorDep,
    name: ProblemName,
    revision: Annotated[
        str | None,
        Query(description="Another revision than the live one.", pattern=REVISION_FORM),
    ] = None,
) -> Response:
    """Read a whole problem, including solutions, as a zip file."""
    wanted = revision or (await authoring.live_problem(name)).revision
    archive = await authoring.archive_of(name, wanted)
    headers = {
        "ETag": f'"{wanted}"',
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "Cache-Control": "no-store",
    }
    return Response(archive, media_type=ZIP, headers=headers)


@router.put(
    "/{name}/package",
    responses=ETAG | error_responses(*CHANGE_ERRORS),
    openapi_extra=PACKAGE_BODY,
)
async def update_problem(
    response: Response,
    authoring: AuthoringDep,
    caller: AuthorDep,
    name: ProblemName,
    package: PackageDep,
    note: NoteQuery = None,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Replace the whole content of a problem."""
    await authoring.update(name, package, change_by(caller, note, if_match))
    return await authored(authoring, name, response)


@router.post(
    "/{name}/archive", responses=ETAG | error_responses(UnknownProblemError, NotReadyError)
)
async def archive_problem(
    response: Response, authoring: AuthoringDep, _: AuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Archive a problem: it accepts no submissions, and its verdicts stay readable."""
    await authoring.put_away(name, archived=True)
    return await authored(authoring, name, response)


@router.post(
    "/{name}/unarchive", responses=ETAG | error_responses(UnknownProblemError, NotReadyError)
)
async def unarchive_problem(
    response: Response, authoring: AuthoringDep, _: AuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Unarchive a problem."""
    await authoring.put_away(name, archived=False)
    return await authored(authoring, name, response)


@router.get("/{name}/revisions", responses=error_responses(UnknownProblemError, NotReadyError))
async def list_revisions(authoring: AuthoringDep, _: AuthorDep, name: ProblemName) -> RevisionList:
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
    caller: AuthorDep,
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


@router.post(
    "/{name}/revisions/{revision}/make-live",
    responses=ETAG
    | error_responses(
        UnknownProblemError,
        UnknownRevisionError,
        RevisionChangedError,
        InvalidRequestError,
        NotReadyError,
    ),
)
async def make_revision_live(
    response: Response,
    authoring: AuthoringDep,
    caller: AuthorDep,
    name: ProblemName,
    revision: RevisionName,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Judge new submissions on another revision, such as an earlier one."""
    await authoring.make_live(caller, name, revision, revision_in(if_match))
    return await authored(authoring, name, response)


async def authored(authoring: AuthoringService, name: str, response: Response) -> AuthoredProblem:
    """Answer a change with the problem's new state."""
    problem = await authoring.live_problem(name)
    response.headers["ETag"] = f'"{problem.revision}"'
    return AuthoredProblem(
        name=name,
        revision=problem.revision,
        is_archived=name in authoring.archived,
    )
