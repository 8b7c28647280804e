"""Reading a submission from a request: as JSON, or as the bare source."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.api.body import JSON, media_type, parse, parse_json, read_body
from app.errors import FieldError, InvalidRequestError, UnsupportedMediaTypeError

# The largest source that a problem can allow, with every character written as a JSON escape.
_MAX_BODY_BYTES = 6 * 2**20 + 2**16

_PYTHON = "text/x-python"
_EXAMPLE_SOURCE = "import jax.numpy as jnp\n\n\ndef double(x):\n    return 2 * x\n"


def _refuse_nul(source: str) -> str:
    if "\0" in source:
        raise ValueError("must not contain NUL characters")
    return source


class SubmissionRequest(BaseModel):
    """A submission: which problem it is for, and the text of the file."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"problem": "double", "source": _EXAMPLE_SOURCE}]},
    )

    problem: str = Field(description="The problem's name.")
    source: Annotated[str, AfterValidator(_refuse_nul)] = Field(
        min_length=1, description="The submitted Python file. The problem limits its size."
    )


async def _read(
    request: Request,
    problem: Annotated[
        str | None,
        Query(description=f"The problem's name, with a body of type {_PYTHON}; else ignored."),
    ] = None,
) -> SubmissionRequest:
    body = await read_body(request, _MAX_BODY_BYTES)
    match media_type(request):
        case "application/json":
            return parse(SubmissionRequest, parse_json(body))
        case "text/x-python":
            given = {} if problem is None else {"problem": problem}
            return parse(SubmissionRequest, given | {"source": _from_file(body)})
    raise UnsupportedMediaTypeError(
        f"Send Content-Type: {JSON} with problem and source, or Content-Type: {_PYTHON} with the "
        "file as the body and ?problem=NAME."
    )


SubmittedDep = Annotated[SubmissionRequest, Depends(_read)]

# FastAPI can't tell it from a body that it does not parse itself.
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/SubmissionRequest"}},
            _PYTHON: {
                "schema": {"type": "string", "description": "The file itself, in UTF-8."},
                "example": _EXAMPLE_SOURCE,
            },
        },
    }
}


def _from_file(body: bytes) -> str:
    try:
        # As Python reads a file: a byte order mark at its start is no part of it.
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError([FieldError(field="source", message="not UTF-8")]) from None
