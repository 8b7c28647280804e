"""Reading a request's body.

FastAPI would read it before it identifies the caller, whatever the size; and its own size limit
answers with plain text.
"""

import asyncio
from email.message import Message
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.core.errors import (
    BodyEndedEarlyError,
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    UnsupportedMediaTypeError,
)
from app.core.json_text import MAX_PARTS, JsonBoundError, NoJsonError, loads

JSON = "application/json"
# Larger bodies are parsed in a thread, alongside other requests.
_AT_ONCE_BYTES = 2**16

_Model = TypeVar("_Model", bound=BaseModel)


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """What the OpenAPI document says of a body that `read_json` reads."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"requestBody": {"required": True, "content": {JSON: {"schema": schema}}}}


async def read_json(
    request: Request, model: type[_Model], max_bytes: int, max_parts: int = MAX_PARTS
) -> _Model:
    """Read the body as a `model`.

    Raises:
        UnsupportedMediaTypeError: its content type is not JSON.
        BodyTooLargeError: it has more than `max_bytes`.
        MalformedBodyError: it is not JSON, or ended early.
        InvalidRequestError: it has more than `max_parts` values, or does not fit the model.
    """
    if media_type(request) != JSON:
        raise UnsupportedMediaTypeError
    return await parse_json(model, await read_body(request, max_bytes), max_parts)


async def read_body(request: Request, max_bytes: int) -> bytes:
    """Read the whole body.

    Raises:
        BodyTooLargeError: it has more than `max_bytes`.
        MalformedBodyError: it ended early.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise BodyTooLargeError(max_bytes)
    except ClientDisconnect:
        raise BodyEndedEarlyError from None
    return bytes(body)


def media_type(request: Request) -> str:
    """The body's media type without parameters; text/plain if it can't be parsed."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    return message.get_content_type()


async def parse_json(model: type[_Model], body: bytes, max_parts: int = MAX_PARTS) -> _Model:
    """Parse a JSON body into a `model`.

    Raises:
        MalformedBodyError: it is not JSON.
        InvalidRequestError: it has more than `max_parts` values, or does not fit the model.
    """
    if len(body) > _AT_ONCE_BYTES:
        return await asyncio.to_thread(_parse_json, model, body, max_parts)
    return _parse_json(model, body, max_parts)


def _parse_json(model: type[_Model], body: bytes, max_parts: int) -> _Model:
    try:
        fields = loads(body, max_parts)
    except NoJsonError:
        raise MalformedBodyError from None
    except JsonBoundError as error:
        raise InvalidRequestError.at("", error.reason, **error.parameters) from None
    return parse(model, fields)


def parse(model: type[_Model], fields: object) -> _Model:
    """Build the model from these fields.

    Raises:
        InvalidRequestError: they do not fit.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise InvalidRequestError.of_validation(error, model) from None
