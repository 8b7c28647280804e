"""Reading a problem's package from a request: a zip file, or JSON with the files' texts."""

from typing import Annotated, Any

from fastapi import Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from app.auth.dependencies import AuthorDep
from app.http.body import JSON, media_type, parse_json, read_body
from app.problems.dependencies import AuthoringDep
from app.problems.errors import NameNotIdentifierError, NeitherZipNorJsonError
from app.problems.package import Package, read_archive, read_files
from graders.problem.archive import MAX_ARCHIVE_BYTES

ZIP = "application/zip"
# JSON escapes may double a text's size.
_MAX_BODY_BYTES = 2 * MAX_ARCHIVE_BYTES

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


async def read_package(request: Request, authoring: AuthoringDep, caller: AuthorDep) -> Package:
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
