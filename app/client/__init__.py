"""A Python client of the service: `Client`, and `AsyncClient` for asyncio.

    with Client("https://judge.example", key) as judge:
        submission = judge.submit("add_layer_warm_start", source, wait_s=20)

It imports neither the judge nor the service.
"""

from app.client.asynchronous import AsyncClient
from app.client.errors import (
    BadRequestError,
    BusyError,
    ClientError,
    ConflictError,
    NotAllowedError,
    NotFoundError,
    ProblemDocument,
    RefusedError,
    ServiceFailedError,
    UnexpectedAnswerError,
    UnreachableError,
)
from app.client.models import (
    CaseFinished,
    Ended,
    Event,
    ProblemDetails,
    ProblemSummary,
    StatusChanged,
    SubmissionPage,
)
from app.client.synchronous import Client

__all__ = [
    "AsyncClient",
    "BadRequestError",
    "BusyError",
    "CaseFinished",
    "Client",
    "ClientError",
    "ConflictError",
    "Ended",
    "Event",
    "NotAllowedError",
    "NotFoundError",
    "ProblemDetails",
    "ProblemDocument",
    "ProblemSummary",
    "RefusedError",
    "ServiceFailedError",
    "StatusChanged",
    "SubmissionPage",
    "UnexpectedAnswerError",
    "UnreachableError",
]
