"""Reading a request's body.

FastAPI would do so before it asks who calls, whatever the size; and its own cap answers with plain
text.
"""

import json
from email.message import Message
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from app.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    UnsupportedMediaTypeError,
)

JSON = "application/json"

_Model = TypeVar("_Model", bound=BaseModel)


async def read_json(request: Request, model: type[_Model], max_bytes: int) -> _Model:
    """The body as a `model`.

    Raises:
        UnsupportedMediaTypeError: it is not said to be JSON.
        BodyTooLargeError: it has more bytes than that.
        MalformedBodyError: it is not JSON, or broke off.
        InvalidRequestError: it does not fit the model.
    """
    if media_type(request) != JSON:
        raise UnsupportedMediaTypeError(f"Send Content-Type: {JSON}.")
    return parse(model, parse_json(await read_body(request, max_bytes)))


async def read_body(request: Request, max_bytes: int) -> bytes:
    """The whole body.

    Raises:
        BodyTooLargeError: it has more bytes than that.
        MalformedBodyError: it broke off.
    """
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > max_bytes:
                raise BodyTooLargeError(f"A body may have {max_bytes} bytes.")
    except ClientDisconnect:
        raise MalformedBodyError("The connection was closed before the body's end.") from None
    return bytes(body)


def media_type(request: Request) -> str:
    """The body's type without its parameters; text/plain where it can't be parsed."""
    message = Message()
    message["content-type"] = request.headers.get("content-type", "")
    return message.get_content_type()


def parse_json(body: bytes) -> Any:
    """What a body of JSON says.

    Raises:
        MalformedBodyError: it is not JSON.
    """
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant)
    # A ValueError may also be an integer that is too long for Python, or no UTF-8.
    except (ValueError, RecursionError):
        raise MalformedBodyError("The body is not JSON.") from None


def parse(model: type[_Model], fields: Any) -> _Model:
    """The model with these fields.

    Raises:
        InvalidRequestError: they do not fit.
    """
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise InvalidRequestError.of(error.errors(include_input=False)) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")
