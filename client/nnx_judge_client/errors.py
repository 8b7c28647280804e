"""What can go wrong between a client and the service."""

from typing import Any, ClassVar

import httpx
from pydantic import BaseModel, ValidationError

from nnx_judge_client._connecting import why

# What a server says of paths that it does not know. The service's own errors have a type.
_NO_SERVICE = (404, 405)
_UNTYPED = "about:blank"


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str
    reason: str | None = None
    parameters: dict[str, Any] = {}


class ProblemDocument(BaseModel):
    """Why a request was not served, as in RFC 9457."""

    type: str = _UNTYPED
    title: str
    status: int
    detail: str = ""
    reason: str | None = None
    parameters: dict[str, Any] = {}
    errors: list[FieldProblem] = []


class ClientError(Exception):
    """The service did not do what was requested."""


class UnreachableError(ClientError):
    """The service does not answer. If `may_have_arrived`, it may have done what was asked.

    If it `is_lasting`, trying again can't help: there is no such host, or its certificate is wrong.
    """

    def __init__(
        self, reason: str, *, may_have_arrived: bool = True, is_lasting: bool = False
    ) -> None:
        super().__init__(reason)
        self.may_have_arrived = may_have_arrived
        self.is_lasting = is_lasting

    @classmethod
    def of(cls, error: httpx.TransportError) -> "UnreachableError":
        """Convert an error of the connection."""
        never_sent = httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
        reason, is_lasting = why(error, error.request.url.netloc.decode())
        return cls(
            reason, may_have_arrived=not isinstance(error, never_sent), is_lasting=is_lasting
        )


class UnexpectedAnswerError(ClientError):
    """The answer does not come from this service, or comes from another version of it."""


class RefusedError(ClientError):
    """The service returned an error, described by `problem`. Subclasses group them by status."""

    statuses: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, problem: ProblemDocument, retry_after_s: float | None = None) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem
        self.retry_after_s = retry_after_s


class BadRequestError(RefusedError):
    """The request is wrong: sent again, it fails again."""

    statuses = frozenset((400, 413, 415, 422))


class NotAllowedError(RefusedError):
    """The key is missing or may not do this."""

    statuses = frozenset((401, 403))


class NotFoundError(RefusedError):
    """No such problem or submission exists, or it belongs to another site."""

    statuses = frozenset((404,))


class ConflictError(RefusedError):
    """The request conflicts with an earlier one, or with what is there by now."""

    statuses = frozenset((409, 412))


class BusyError(RefusedError):
    """The service is too busy; `retry_after_s` says when to retry, if known."""

    statuses = frozenset((429, 502, 503, 504))


class ServiceFailedError(RefusedError):
    """The service itself failed."""

    statuses = frozenset((500,))


_KINDS: tuple[type[RefusedError], ...] = (
    BadRequestError,
    NotAllowedError,
    NotFoundError,
    ConflictError,
    BusyError,
    ServiceFailedError,
)


def error_of(response: httpx.Response) -> ClientError:
    """Return the error for an unsuccessful response, whose body has been read."""
    try:
        problem = ProblemDocument.model_validate_json(response.content, extra="ignore")
    except ValidationError:
        # Something between the client and the service answered, or something else.
        title = response.reason_phrase or f"status {response.status_code}"
        problem = ProblemDocument(title=title, status=response.status_code)
    if problem.type == _UNTYPED and response.status_code in _NO_SERVICE:
        return not_the_service(response)
    for kind in _KINDS:
        if response.status_code in kind.statuses:
            return kind(problem, _retry_after_s(response))
    return not_the_service(response)


def not_the_service(response: httpx.Response) -> UnexpectedAnswerError:
    """Return the error for an answer that does not come from this API."""
    request = response.request
    asked = f"{request.method} {request.url.path}"
    said = f"{request.url.netloc.decode()} does not answer {asked} as a judge does"
    if response.has_redirect_location:
        return UnexpectedAnswerError(f"{said}, but leads to {response.headers['location']!r}")
    return UnexpectedAnswerError(f"{said} (status {response.status_code}): check the address")


def _retry_after_s(response: httpx.Response) -> float | None:
    told = response.headers.get("retry-after", "")
    return float(told) if told.isdecimal() else None
