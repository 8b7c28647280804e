"""Reading a problem's package from a request: a zip file, or JSON with the files' texts."""

from typing import Annotated, Any

from fastapi import Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.auth.dependencies import SomeAuthorDep
from app.http.body import JSON, media_type, parse_json, read_body, read_json
from app.problems.dependencies import AuthoringDep
from app.problems.errors import NameNotIdentifierError, NeitherZipNorJsonError
from app.problems.package import Package, begun, read_archive, read_files
from graders.problem.archive import MAX_ARCHIVE_BYTES
from graders.problem.scaffold.parameters import MAX_PARAMETERS_LENGTH
from graders.problem.scaffold.skeleton import (
    MAX_NAME_LENGTH,
    MAX_TITLE_LENGTH,
    NewProblem,
    ProblemKind,
)

ZIP = "application/zip"
# JSON escapes may double a text's size.
_MAX_BODY_BYTES = 2 * MAX_ARCHIVE_BYTES
_MAX_NEW_BYTES = 2**13

ProblemName = Annotated[str, Path(description="The problem's name.")]
REVISION_FORM = "^[0-9a-f]{16}$"
RevisionName = Annotated[str, Path(description="The revision.", pattern=REVISION_FORM)]


class PackageFiles(BaseModel):
    """A problem's package as texts."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "double", "files": {"problem.toml": "...", "solution.py": "..."}}]
        },
    )

    name: str = Field(description="The problem's name, as in its problem.toml.", max_length=80)
    files: dict[str, str] = Field(description="The text of each file, by its path in the package.")


_Title = Annotated[str, Field(max_length=MAX_TITLE_LENGTH)]
_Parameters = Annotated[str, Field(max_length=MAX_PARAMETERS_LENGTH)]


class NewProblemRequest(BaseModel):
    """What is known of a problem before it is written."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"name": "clip_rows", "title": "Clip the rows", "parameters": "x, limit: float"}
            ]
        },
    )

    name: str = Field(
        description="An identifier: the problem's name, and that of the function to write.",
        max_length=MAX_NAME_LENGTH,
    )
    title: _Title | SkipJsonSchema[None] = Field(
        default=None, description="For people; made of the name if left out."
    )
    kind: ProblemKind = Field(
        default="function",
        description="What learners write: a function, a class, or what `driver.py` calls.",
    )
    parameters: _Parameters | SkipJsonSchema[None] = Field(
        default=None,
        description="Of a function, as Python writes them: each an array, unless `float` or `int` "
        "is its type.",
    )


async def _read_new_problem(
    request: Request, authoring: AuthoringDep, caller: SomeAuthorDep
) -> Package:
    wanted = await read_json(request, NewProblemRequest, _MAX_NEW_BYTES)
    new = NewProblem(wanted.name, wanted.kind, wanted.title, wanted.parameters)
    return await authoring.in_bounds(caller, begun, new)


async def read_package(request: Request, authoring: AuthoringDep, caller: SomeAuthorDep) -> Package:
    """Read the package in the body.

    Raises:
        ApiError: it can't be used.
    """
    kind = media_type(request)
    if kind not in (ZIP, JSON):
        raise NeitherZipNorJsonError
    body = await read_body(request, _MAX_BODY_BYTES)
    if kind == ZIP:
        return await authoring.in_bounds(caller, read_archive, body)
    given = await parse_json(PackageFiles, body)
    if not given.name.isidentifier():
        raise NameNotIdentifierError
    return await authoring.in_bounds(caller, read_files, given.name, given.files)


NewProblemDep = Annotated[Package, Depends(_read_new_problem)]
PackageDep = Annotated[Package, Depends(read_package)]
PACKAGE_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            ZIP: {"schema": {"type": "string", "format": "binary"}},
            JSON: {"schema": {"$ref": "#/components/schemas/PackageFiles"}},
        },
    }
}
