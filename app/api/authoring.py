"""Problems, as their authors see them: all of a package, and every revision of it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from app.api.body import JSON, read_json
from app.api.callers import CALLER_ERRORS, AuthorDep
from app.api.problem_packages import (
    PACKAGE_BODY,
    ZIP,
    IfMatchHeader,
    NoteQuery,
    PackageDep,
    ProblemName,
    RevisionName,
    change_by,
    revision_in,
)
from app.api.responses import error_responses
from app.authoring import (
    add_entry,
    changes,
    create,
    live_problem,
    make_live,
    package_of,
    put_away,
    revisions,
    update,
)
from app.errors import (
    BodyTooLargeError,
    InvalidProblemError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    ProblemExistsError,
    RevisionChangedError,
    UnknownProblemError,
    UnknownRevisionError,
    UnsupportedMediaTypeError,
)
from app.problem_revision import Revision
from app.service import Service, ServiceDep
from graders.editing import EntryKind

MAX_ENTRY_BYTES = 2**20

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)

BODY_ERRORS = (
    MalformedBodyError,
    BodyTooLargeError,
    UnsupportedMediaTypeError,
    InvalidRequestError,
    InvalidProblemError,
    NotReadyError,
)
_CHANGE_ERRORS = (*BODY_ERRORS, UnknownProblemError, RevisionChangedError)
_ETAG: dict[int | str, dict[str, Any]] = {
    status: {
        "headers": {"ETag": {"description": "The live revision.", "schema": {"type": "string"}}}
    }
    for status in (200, 201)
}


class AuthoredProblem(BaseModel):
    """What a change has made of a problem."""

    name: str
    revision: str = Field(description="The one that is live.")
    is_archived: bool = Field(description="Whether it takes no submissions, and no list shows it.")


class RevisionList(BaseModel):
    """Every revision of a problem, the newest first."""

    revisions: list[Revision]


class RevisionDetails(Revision):
    """A revision, and what it changed."""

    diff: str = Field(
        description="How its package differs from its parent's, as a unified diff; the end of a "
        "very long one is left out."
    )


class EntryRequest(BaseModel):
    """One case or generator more, with the keys that it would have in problem.toml."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "minProperties": 1,
            "maxProperties": 1,
            "examples": [
                {
                    "case": {
                        "name": "a row of zeros",
                        "visibility": "hidden",
                        "weight": 2,
                        "message": "Think of rows without a direction.",
                        "arguments": {"x": {"dtype": "float32", "values": [[0.0, 0.0]]}},
                    }
                }
            ],
        },
    )

    # What fits is told by the format of problem.toml.
    case: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[cases]]`."
    )
    generator: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[generators]]`."
    )
    python_generator: dict[str, Any] | SkipJsonSchema[None] = Field(
        default=None, description="As an entry of `[[python_generators]]`."
    )

    @model_validator(mode="after")
    def _one(self) -> "EntryRequest":
        if len(self.model_fields_set) != 1 or None in (
            getattr(self, k) for k in self.model_fields_set
        ):
            raise ValueError("needs one of case, generator and python_generator")
        return self

    @property
    def kind(self) -> EntryKind:
        """The list in problem.toml that it belongs to."""
        if self.case is not None:
            return "cases"
        return "generators" if self.generator is not None else "python_generators"

    @property
    def entry(self) -> dict[str, Any]:
        """Its keys."""
        return self.case or self.generator or self.python_generator or {}


async def _read_entry(request: Request) -> EntryRequest:
    return await read_json(request, EntryRequest, MAX_ENTRY_BYTES)


EntryDep = Annotated[EntryRequest, Depends(_read_entry)]
ENTRY_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/EntryRequest"}}},
    }
}


@router.post(
    "",
    status_code=201,
    responses=_ETAG | error_responses(*BODY_ERRORS, ProblemExistsError),
    openapi_extra=PACKAGE_BODY,
)
async def create_problem(
    request: Request,
    response: Response,
    service: ServiceDep,
    caller: AuthorDep,
    package: PackageDep,
    note: NoteQuery = None,
) -> AuthoredProblem:
    """Add a problem."""
    await create(service, package, change_by(caller, note, None))
    name = package.problem.name
    response.headers["Location"] = str(request.app.url_path_for("read_problem", name=name))
    return await _authored(service, name, response)


@router.get(
    "/{name}/package",
    response_class=Response,
    responses=error_responses(UnknownProblemError, UnknownRevisionError, NotReadyError)
    | {200: {"content": {ZIP: {"schema": {"type": "string", "format": "binary"}}}}},
)
async def read_package(
    service: ServiceDep,
    _: AuthorDep,
    name: ProblemName,
    revision: Annotated[
        str | None,
        Query(description="Another revision than the live one.", pattern="^[0-9a-f]{16}$"),
    ] = None,
) -> Response:
    """Read all of a problem, solutions included, as a zip file."""
    package = await package_of(service, name, revision)
    headers = {
        "ETag": f'"{package.problem.revision}"',
        "Content-Disposition": f'attachment; filename="{name}.zip"',
        "Cache-Control": "no-store",
    }
    return Response(package.archive, media_type=ZIP, headers=headers)


@router.put(
    "/{name}/package",
    responses=_ETAG | error_responses(*_CHANGE_ERRORS),
    openapi_extra=PACKAGE_BODY,
)
async def update_problem(
    response: Response,
    service: ServiceDep,
    caller: AuthorDep,
    name: ProblemName,
    package: PackageDep,
    note: NoteQuery = None,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Give a problem another content, as a whole."""
    await update(service, name, package, change_by(caller, note, if_match))
    return await _authored(service, name, response)


@router.post(
    "/{name}/cases",
    status_code=201,
    responses=_ETAG | error_responses(*_CHANGE_ERRORS),
    openapi_extra=ENTRY_BODY,
)
async def add_case(
    response: Response,
    service: ServiceDep,
    caller: AuthorDep,
    name: ProblemName,
    wanted: EntryDep,
    note: NoteQuery = None,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Add a case or a generator."""
    change = change_by(caller, note, if_match)
    await add_entry(service, name, wanted.kind, wanted.entry, change)
    return await _authored(service, name, response)


@router.post(
    "/{name}/archive", responses=_ETAG | error_responses(UnknownProblemError, NotReadyError)
)
async def archive_problem(
    response: Response, service: ServiceDep, _: AuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Put a problem away: it takes no submissions, and its verdicts stay readable."""
    await put_away(service, name, archived=True)
    return await _authored(service, name, response)


@router.post(
    "/{name}/unarchive", responses=_ETAG | error_responses(UnknownProblemError, NotReadyError)
)
async def unarchive_problem(
    response: Response, service: ServiceDep, _: AuthorDep, name: ProblemName
) -> AuthoredProblem:
    """Offer a problem again that was put away."""
    await put_away(service, name, archived=False)
    return await _authored(service, name, response)


@router.get("/{name}/revisions", responses=error_responses(UnknownProblemError, NotReadyError))
async def list_revisions(service: ServiceDep, _: AuthorDep, name: ProblemName) -> RevisionList:
    """List the revisions of a problem, the newest first."""
    return RevisionList(revisions=await revisions(service, name))


@router.get(
    "/{name}/revisions/{revision}",
    responses=error_responses(
        UnknownProblemError, UnknownRevisionError, InvalidRequestError, NotReadyError
    ),
)
async def read_revision(
    service: ServiceDep, _: AuthorDep, name: ProblemName, revision: RevisionName
) -> RevisionDetails:
    """Read a revision: whose it is, and what it changed."""
    found, diff = await changes(service, name, revision)
    return RevisionDetails(**dict(found), diff=diff)


@router.post(
    "/{name}/revisions/{revision}/make-live",
    responses=_ETAG
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
    service: ServiceDep,
    _: AuthorDep,
    name: ProblemName,
    revision: RevisionName,
    if_match: IfMatchHeader = None,
) -> AuthoredProblem:
    """Have new submissions judged on another revision, such as an earlier one."""
    await make_live(service, name, revision, revision_in(if_match))
    return await _authored(service, name, response)


async def _authored(service: Service, name: str, response: Response) -> AuthoredProblem:
    problem = await live_problem(service, name)
    response.headers["ETag"] = f'"{problem.revision}"'
    return AuthoredProblem(
        name=name,
        revision=problem.revision,
        is_archived=name in service.catalogue.archived,
    )
