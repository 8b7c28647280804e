"""Reading a submission from a request: as JSON, or as the bare source."""

import json
from email.message import Message
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import ClientDisconnect

from app.errors import (
    BodyTooLargeError,
    FieldError,
    InvalidRequestError,
    MalformedBodyError,
    UnsupportedMediaTypeError,
)

# The largest source that a problem can allow, with every character written as a JSON escape.
_MAX_BODY_BYTES = 6 * 2**20 + 2**16

_JSON = "application/json"
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
    body = await _body(request)
    match _media_type(request.headers.get("content-type", "")):
        case "application/json":
            return _parse(_from_json(body))
        case "text/x-python":
            given = {} if problem is None else {"problem": problem}
            return _parse(given | {"source": _from_file(body)})
    raise UnsupportedMediaTypeError(
        f"Send Content-Type: {_JSON} with problem and source, or Content-Type: {_PYTHON} with the "
        "file as the body and ?problem=NAME."
    )


SubmittedDep = Annotated[SubmissionRequest, Depends(_read)]

# FastAPI can't tell it from a body that it does not parse itself.
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            _JSON: {"schema": {"$ref": "#/components/schemas/SubmissionRequest"}},
            _PYTHON: {
                "schema": {"type": "string", "description": "The file itself, in UTF-8."},
                "example": _EXAMPLE_SOURCE,
            },
        },
    }
}


async def _body(request: Request) -> bytes:
    """The whole body. FastAPI's own cap is not used: it answers with plain text."""
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BODY_BYTES:
                raise BodyTooLargeError(f"A body may have {_MAX_BODY_BYTES} bytes.")
    except ClientDisconnect:
        raise MalformedBodyError("The connection was closed before the body's end.") from None
    return bytes(body)


def _media_type(content_type: str) -> str:
    message = Message()
    message["content-type"] = content_type
    # Its default, for what can't be parsed, is text/plain.
    return message.get_content_type()


def _from_json(body: bytes) -> Any:
    try:
        return json.loads(body.decode())
    # A ValueError may also be an integer that is too long for Python, or no UTF-8.
    except (ValueError, RecursionError):
        raise MalformedBodyError("The body is not JSON.") from None


def _from_file(body: bytes) -> str:
    try:
        # As Python reads a file: a byte order mark at its start is no part of it.
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError([FieldError(field="source", message="not UTF-8")]) from None


def _parse(fields: Any) -> SubmissionRequest:
    try:
        return SubmissionRequest.model_validate(fields)
    except ValidationError as error:
        raise InvalidRequestError.of(error.errors(include_input=False)) from None
