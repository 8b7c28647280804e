"""Errors: the API's, returned as problem documents (RFC 9457), and the store's.

No answer repeats what was sent, except the names of fields: a submission belongs to its author.
"""

from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_FIELD_NAME_LENGTH = 80
_MESSAGE_LENGTH = 500
_DETAIL_LENGTH = 4000
# A request may contain half a million errors; listing the first few is enough to start fixing it.
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
    """An error that is reported to the client. Subclasses define its kind."""

    status: ClassVar[HTTPStatus]
    kind: ClassVar[str]
    title: ClassVar[str]
    # Whether it is about the body, which is checked before the request is counted.
    is_of_body: ClassVar[bool] = False
    # Headers that its answers may have, for the OpenAPI document.
    header_descriptions: ClassVar[Mapping[str, str]] = {}
    headers: Mapping[str, str] = {}
    # Set if more fields are at fault than `fields` lists.
    error_count: int | None = None

    def __init__(self, detail: str, fields: Iterable[FieldError] = ()) -> None:
        super().__init__(detail)
        # A fault in a package may quote the author's keys, which can have any length.
        self.detail = detail if len(detail) <= _DETAIL_LENGTH else f"{detail[:_DETAIL_LENGTH]} …"
        self.fields = list(fields)


class MalformedBodyError(ApiError):
    """The body can't be parsed as its media type."""

    status = HTTPStatus.BAD_REQUEST
    kind = "malformed-body"
    title = "Malformed body"
    is_of_body = True


class UnknownCursorError(ApiError):
    """The cursor does not come from a page of this list."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-cursor"
    title = "Unknown cursor"

    def __init__(self) -> None:
        super().__init__("The cursor must be `next` of an earlier page of the same list.")


class WorkLimitError(ApiError):
    """The request needs more CPU time or memory than one request may use."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "work-limit"
    title = "Too much work"
    is_of_body = True


class BodyTooLargeError(ApiError):
    """The body is larger than the endpoint ever accepts."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "body-too-large"
    title = "Body too large"
    is_of_body = True


class UnsupportedMediaTypeError(ApiError):
    """The endpoint does not accept this media type."""

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
        """Report the first ten of `fields`, and the total: `count`, if that is larger."""
        listed = fields[:_ERRORS_LISTED]
        details = [f"{error.field or 'body'}: {error.message}" for error in listed]
        if (count := max(count, len(fields))) > len(listed):
            self.error_count = count
            details.append(f"and {count - len(listed)} more")
        super().__init__("; ".join(details), listed)

    @classmethod
    def of(cls, errors: Iterable[Mapping[str, Any]], count: int = 0) -> "InvalidRequestError":
        """Convert Pydantic's errors, without the input that they quote."""
        reasons = [(".".join(map(str, error["loc"])), error["msg"]) for error in errors]
        return cls.at(reasons, count)

    @classmethod
    def at(cls, reasons: Iterable[tuple[str, str]], count: int = 0) -> "InvalidRequestError":
        """Build the error from pairs of field name and reason."""
        fields = [
            FieldError(
                field=_sendable(name, _FIELD_NAME_LENGTH), message=_sendable(why, _MESSAGE_LENGTH)
            )
            for name, why in reasons
        ]
        return cls(fields, count)

    @classmethod
    def of_validation(cls, error: ValidationError) -> "InvalidRequestError":
        """Convert Pydantic's validation error, without the input that it quotes."""
        errors = error.errors(include_url=False, include_input=False)[:_ERRORS_LISTED]
        return cls.of(errors, error.error_count())


class OverloadError(ApiError):
    """The service, or the key's quota, is overloaded; retrying later may succeed."""

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
    """The store can't be used. The message says why and, if there is a remedy, which."""


def _sendable(text: str, length: int) -> str:
    # Clients choose the names of unknown fields, and not every name can be encoded.
    return text[:length].encode(errors="backslashreplace").decode()
