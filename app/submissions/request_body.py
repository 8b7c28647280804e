"""Reading submissions from a request: as JSON, or as the plain source."""

from typing import Annotated, Any

from fastapi import Depends, Query, Request

from app.core.errors import InvalidRequestError
from app.http.body import JSON, media_type, parse, parse_json, read_body, read_json
from app.submissions.errors import NeitherJsonNorPythonError
from app.submissions.requests import EXAMPLE_SOURCE, BatchRequest, SubmissionRequest

# The largest source that a problem can allow, with every character as a JSON escape.
MAX_BODY_BYTES = 6 * 2**20 + 2**16

PYTHON = "text/x-python"


async def _read(
    request: Request,
    problem: Annotated[
        str | None,
        Query(description=f"The problem's name, with a body of type {PYTHON}; else ignored."),
    ] = None,
) -> SubmissionRequest:
    body = await read_body(request, MAX_BODY_BYTES)
    match media_type(request):
        case "application/json":
            return await parse_json(SubmissionRequest, body)
        case "text/x-python":
            given = {} if problem is None else {"problem": problem}
            return parse(SubmissionRequest, given | {"source": _from_file(body)})
    raise NeitherJsonNorPythonError


async def _read_batch(request: Request) -> BatchRequest:
    return await read_json(request, BatchRequest, MAX_BODY_BYTES)


SubmittedDep = Annotated[SubmissionRequest, Depends(_read)]
BatchDep = Annotated[BatchRequest, Depends(_read_batch)]

# FastAPI can't derive it from a body that it does not parse itself.
REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": {"$ref": "#/components/schemas/SubmissionRequest"}},
            PYTHON: {
                "schema": {
                    "type": "string",
                    "minLength": 1,
                    "description": "The file itself, in UTF-8.",
                },
                "example": EXAMPLE_SOURCE,
            },
        },
    }
}
BATCH_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/BatchRequest"}}},
    }
}


def _from_file(body: bytes) -> str:
    try:
        # As Python reads a file: a byte order mark at its start is dropped.
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidRequestError.at("source", "not_utf8") from None
