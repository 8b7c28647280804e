"""Errors: those that the API answers, as problem documents by RFC 9457, and the store's.

No answer repeats what was sent, but for the names of fields: a submission is its author's.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FIELD_NAME_LENGTH = 80
_MESSAGE_LENGTH = 500
_DETAIL_LENGTH = 4000
# A refused request may be wrong in half a million places; whoever mends it begins with some.
_ERRORS_LISTED = 10


class FieldError(BaseModel):
    """What is wrong with one field of the request."""

    field: str = Field(description="Name of the field; empty for the body as a whole.")
    message: str


class ErrorDocument(BaseModel):
    """Why a request was not served."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:problem-type:nnx-judge:unknown-problem",
                    "title": "Unknown problem",
                    "status": 404,
                    "detail": "No problem has this name; /api/v1/problems lists them.",
                }
            ]
        }
    )

    type: str = Field(description="URI that names the kind of error, or about:blank.")
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = Field(
        default=None,
        description=f"The fields at fault, where the error lies in some; {_ERRORS_LISTED} at most.",
    )
    error_count: int | None = Field(
        default=None, description="How many there are, where that is more than are listed."
    )


class ApiError(Exception):
    """An error that the client is told about. Subclasses fix its kind."""

    status: ClassVar[HTTPStatus]
    kind: ClassVar[str]
    title: ClassVar[str]
    # Whether it says what is wrong with a body, which is found out before the request is counted.
    is_of_body: ClassVar[bool] = False
    # Those that its answers may have, for the OpenAPI document.
    header_descriptions: ClassVar[Mapping[str, str]] = {}
    headers: Mapping[str, str] = {}
    # Where there are more fields at fault than `fields` names.
    error_count: int | None = None

    def __init__(self, detail: str, fields: Iterable[FieldError] = ()) -> None:
        super().__init__(detail)
        # What is wrong with a package may name keys of its author's, of any length.
        self.detail = detail if len(detail) <= _DETAIL_LENGTH else f"{detail[:_DETAIL_LENGTH]} …"
        self.fields = list(fields)


class MalformedBodyError(ApiError):
    """The body can't be read as its media type says."""

    status = HTTPStatus.BAD_REQUEST
    kind = "malformed-body"
    title = "Malformed body"
    is_of_body = True


class UnknownCursorError(ApiError):
    """No page of a list has led here."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-cursor"
    title = "Unknown cursor"

    def __init__(self) -> None:
        super().__init__("The cursor must be `next` of an earlier page of the same list.")


class WorkLimitError(ApiError):
    """To do what is asked takes more processor time or memory than one request may use."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "work-limit"
    title = "Too much work"
    is_of_body = True


class BodyTooLargeError(ApiError):
    """The body as a whole is larger than any that could be accepted."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "body-too-large"
    title = "Body too large"
    is_of_body = True


class UnsupportedMediaTypeError(ApiError):
    """The body is of a type that is not read here."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "unsupported-media-type"
    title = "Unsupported media type"
    is_of_body = True


class InvalidRequestError(ApiError):
    """Fields are missing, unknown or wrong; `fields` names them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "invalid-request"
    title = "Invalid request"
    is_of_body = True

    def __init__(self, fields: Sequence[FieldError], count: int = 0) -> None:
        """Tell the first ten of `fields`, and how many there are: `count`, where that is more."""
        listed = fields[:_ERRORS_LISTED]
        details = [f"{error.field or 'body'}: {error.message}" for error in listed]
        if (count := max(count, len(fields))) > len(listed):
            self.error_count = count
            details.append(f"and {count - len(listed)} more")
        super().__init__("; ".join(details), listed)

    @classmethod
    def of(cls, errors: Iterable[Mapping[str, Any]], count: int = 0) -> "InvalidRequestError":
        """From Pydantic's errors, without the input that they quote."""
        reasons = [(".".join(map(str, error["loc"])), error["msg"]) for error in errors]
        return cls.at(reasons, count)

    @classmethod
    def at(cls, reasons: Iterable[tuple[str, str]], count: int = 0) -> "InvalidRequestError":
        """From the names of fields, and what is wrong with each."""
        fields = [
            FieldError(
                field=_sendable(name, _FIELD_NAME_LENGTH), message=_sendable(why, _MESSAGE_LENGTH)
            )
            for name, why in reasons
        ]
        return cls(fields, count)

    @classmethod
    def of_validation(cls, error: ValidationError) -> "InvalidRequestError":
        """From what Pydantic says of a model, without the input that it quotes."""
        errors = error.errors(include_url=False, include_input=False)[:_ERRORS_LISTED]
        return cls.of(errors, error.error_count())


class OverloadError(ApiError):
    """More is asked of the service than it can do, or than one key may ask; later it may not be."""

    header_descriptions: ClassVar[Mapping[str, str]] = {
        "Retry-After": "In how many seconds to try again."
    }

    def __init__(
        self, detail: str, retry_after_s: float, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.headers = {"Retry-After": str(max(1, ceil(retry_after_s)))} | dict(headers or {})


class NotReadyError(ApiError):
    """The service can't judge at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "not-ready"
    title = "Not ready"


class StoreError(Exception):
    """The store can't be used. The message says why and, where there is a remedy, which."""


def _sendable(text: str, length: int) -> str:
    # A client chooses the names of unknown fields: not all of them are text that can be sent.
    return text[:length].encode(errors="backslashreplace").decode()
