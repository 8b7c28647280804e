"""What can go wrong between a client and the service."""

from typing import ClassVar

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """Why a request was not served, as in RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[FieldProblem] = []


class ClientError(Exception):
    """The service did not do what was requested."""


class UnreachableError(ClientError):
    """The service does not answer. It may have received the request nevertheless."""


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
    """The request conflicts with an earlier one."""

    statuses = frozenset((409,))


class BusyError(RefusedError):
    """The service is too busy; `retry_after_s` says when to retry, if known."""

    statuses = frozenset((429, 502, 503, 504))


class ServiceFailedError(RefusedError):
    """The service itself failed."""

    statuses = frozenset((500,))
