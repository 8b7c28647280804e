"""Errors: the API's, returned as problem documents (RFC 9457), and the store's.

No answer repeats what was sent, except the names of fields: a submission belongs to its author.
"""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.field_errors import FieldError
from app.core.sentences import Parameter, formatted

_DETAIL_LENGTH = 4000
# A request may contain half a million errors; listing the first few is enough to start fixing it.
_ERRORS_LISTED = 10


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
                    "reason": "unknown_problem",
                    "parameters": {},
                }
            ]
        }
    )

    type: str = Field(description="URI that names the kind of error, or about:blank.")
    title: str
    status: int
    detail: str
    reason: str = Field(
        description="The name of what `detail` says, from a closed list, so that it can be "
        "translated."
    )
    parameters: dict[str, Any] = Field(
        default_factory=dict, description="What `detail` says in particular, by name."
    )
    errors: list[FieldError] | None = Field(
        default=None,
        description=f"The fields at fault, where the error lies in some; {_ERRORS_LISTED} at most.",
    )
    error_count: int | None = Field(
        default=None, description="How many there are, where that is more than are listed."
    )


class ApiError(Exception):
    """An error that is reported to the client. Subclasses define its kind.

    A kind may have several reasons: subclasses with another sentence.
    """

    status: ClassVar[HTTPStatus]
    kind: ClassVar[str]
    title: ClassVar[str]
    # With its parameters in braces: machines read them beside the name of the class, `reason`.
    sentence: ClassVar[str]
    reason: ClassVar[str]
    # Whether it is about the body, which is checked before the request is counted.
    is_of_body: ClassVar[bool] = False
    # Headers that its answers may have, for the OpenAPI document.
    header_descriptions: ClassVar[Mapping[str, str]] = {}
    headers: Mapping[str, str] = {}
    # Set if more fields are at fault than `fields` lists.
    error_count: int | None = None

    def __init_subclass__(cls) -> None:
        cls.reason = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Error")).lower()

    def __init__(self, **parameters: Parameter) -> None:
        self.parameters = {
            # A fault in a package may quote the author's keys, which can have any length.
            name: f"{value[:_DETAIL_LENGTH]} …"
            if isinstance(value, str) and len(value) > _DETAIL_LENGTH
            else value
            for name, value in parameters.items()
        }
        self.detail = formatted(self.sentence, self.parameters)
        self.fields: list[FieldError] = []
        super().__init__(self.detail)


class MalformedBodyError(ApiError):
    """The body can't be parsed as its media type."""

    status = HTTPStatus.BAD_REQUEST
    kind = "malformed-body"
    title = "Malformed body"
    sentence = "The body is not JSON."
    is_of_body = True


class BodyEndedEarlyError(MalformedBodyError):
    """The connection was closed before the body's end."""

    sentence = "The connection was closed before the body's end."


class UnknownCursorError(ApiError):
    """The cursor does not come from a page of this list."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-cursor"
    title = "Unknown cursor"
    sentence = "The cursor must be `next` of an earlier page of the same list."


class WorkLimitError(ApiError):
    """The request needs more CPU time or memory than one request may use."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "work-limit"
    title = "Too much work"
    sentence = "That takes more than {cpu_limit_s} s of processor time or {memory_limit_mb} MiB."
    is_of_body = True

    def __init__(self, cpu_limit_s: int, memory_limit_mb: int) -> None:
        super().__init__(cpu_limit_s=cpu_limit_s, memory_limit_mb=memory_limit_mb)


class BodyTooLargeError(ApiError):
    """The body is larger than the endpoint ever accepts."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "body-too-large"
    title = "Body too large"
    sentence = "A body may have {limit_bytes} bytes."
    is_of_body = True

    def __init__(self, limit_bytes: int) -> None:
        super().__init__(limit_bytes=limit_bytes)


class UnsupportedMediaTypeError(ApiError):
    """The endpoint does not accept this media type."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    kind = "unsupported-media-type"
    title = "Unsupported media type"
    sentence = "Send Content-Type: application/json."
    is_of_body = True


class InvalidRequestError(ApiError):
    """Fields are missing, unknown or wrong; `fields` names them."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "invalid-request"
    title = "Invalid request"
    # The fields have reasons of their own, which make up `detail`.
    sentence = ""
    is_of_body = True

    def __init__(self, fields: Sequence[FieldError], count: int = 0) -> None:
        """Report the first ten of `fields`, and the total: `count`, if that is larger."""
        super().__init__()
        self.fields = list(fields[:_ERRORS_LISTED])
        details = [f"{error.field or 'body'}: {error.message}" for error in self.fields]
        if (count := max(count, len(fields))) > len(self.fields):
            self.error_count = count
            details.append(f"and {count - len(self.fields)} more")
        self.detail = "; ".join(details)

    @classmethod
    def at(cls, field: str, reason: str, **parameters: Parameter) -> "InvalidRequestError":
        """The error that one field is wrong."""
        return cls([FieldError.of(field, reason, **parameters)])

    @classmethod
    def of_validation(
        cls, error: ValidationError, body: type[BaseModel] | None = None
    ) -> "InvalidRequestError":
        """Convert Pydantic's validation error, without the input that it quotes.

        `body` is the model that was to be read from the request's body, if it was.
        """
        errors = error.errors(include_url=False, include_input=False)[:_ERRORS_LISTED]
        return cls([FieldError.of_pydantic(each, body) for each in errors], error.error_count())


class OverloadError(ApiError):
    """The service, or the key's quota, is overloaded; retrying later may succeed."""

    header_descriptions: ClassVar[Mapping[str, str]] = {
        "Retry-After": "In how many seconds to try again."
    }

    def __init__(
        self,
        retry_after_s: float,
        headers: Mapping[str, str] | None = None,
        **parameters: Parameter,
    ) -> None:
        super().__init__(**parameters)
        self.headers = {"Retry-After": str(max(1, ceil(retry_after_s)))} | dict(headers or {})


class NotReadyError(ApiError):
    """The service can't judge at the moment."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "not-ready"
    title = "Not ready"
    sentence = "The store failed; try again later."


class StoreError(Exception):
    """The store can't be used. The message says why and, if there is a remedy, which."""
