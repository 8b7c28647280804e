"""What can go wrong between a client and the service."""

from typing import ClassVar

from pydantic import BaseModel


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str
    message: str


class ProblemDocument(BaseModel):
    """Why a request was not served, by RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""
    errors: list[FieldProblem] = []


class ClientError(Exception):
    """The service did not do what it was asked for."""


class UnreachableError(ClientError):
    """It does not answer. The request may have reached it all the same."""


class UnexpectedAnswerError(ClientError):
    """What answers is not this service, or another version of it."""


class RefusedError(ClientError):
    """It answered with an error; `problem` says which. Subclasses sort these by their status."""

    statuses: ClassVar[frozenset[int]] = frozenset()

    def __init__(self, problem: ProblemDocument, retry_after_s: float | None = None) -> None:
        super().__init__(problem.detail or problem.title)
        self.problem = problem
        self.retry_after_s = retry_after_s


class BadRequestError(RefusedError):
    """The request is wrong: sent again, it fails again."""

    statuses = frozenset((400, 413, 415, 422))


class NotAllowedError(RefusedError):
    """There is no key, or not one that may do this."""

    statuses = frozenset((401, 403))


class NotFoundError(RefusedError):
    """There is no such problem or submission, or it belongs to another site."""

    statuses = frozenset((404,))


class ConflictError(RefusedError):
    """It does not go together with what was done before."""

    statuses = frozenset((409,))


class BusyError(RefusedError):
    """The service has no room for it now; `retry_after_s` tells when to come again, if known."""

    statuses = frozenset((429, 502, 503, 504))


class ServiceFailedError(RefusedError):
    """The service itself failed."""

    statuses = frozenset((500,))
