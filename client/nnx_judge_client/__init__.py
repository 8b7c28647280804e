"""A client of nnx-judge: `Client`, and `AsyncClient` for asyncio.

    with Client("https://judge.example", key) as judge:
        submission = judge.submit("add_layer_warm_start", source, wait_s=20)

`verify_webhook` and `learner_token` need no service. The types of answers are in `models`.
"""

from nnx_judge_client._async.client import AsyncClient
from nnx_judge_client._events import Event
from nnx_judge_client._options import (
    ChangeOptions,
    EntryKind,
    NewSubmission,
    RejudgeOptions,
    Scope,
    SubmissionFilter,
    SubmitOptions,
)
from nnx_judge_client._submission import EndedSubmission, Submission
from nnx_judge_client._sync.client import Client
from nnx_judge_client.errors import (
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
from nnx_judge_client.models import (
    CancelledEvent,
    CancelledSubmission,
    CaseFinishedEvent,
    FinishedSubmission,
    Outcome,
    StatusChangedEvent,
    UnfinishedSubmission,
    VerdictEvent,
    WebhookEvent,
)
from nnx_judge_client.signatures import WebhookVerificationError, learner_token, verify_webhook

__all__ = [
    "AsyncClient",
    "BadRequestError",
    "BusyError",
    "CancelledEvent",
    "CancelledSubmission",
    "CaseFinishedEvent",
    "ChangeOptions",
    "Client",
    "ClientError",
    "ConflictError",
    "EndedSubmission",
    "EntryKind",
    "Event",
    "FinishedSubmission",
    "NewSubmission",
    "NotAllowedError",
    "NotFoundError",
    "Outcome",
    "ProblemDocument",
    "RefusedError",
    "RejudgeOptions",
    "Scope",
    "ServiceFailedError",
    "StatusChangedEvent",
    "Submission",
    "SubmissionFilter",
    "SubmitOptions",
    "UnexpectedAnswerError",
    "UnfinishedSubmission",
    "UnreachableError",
    "VerdictEvent",
    "WebhookEvent",
    "WebhookVerificationError",
    "learner_token",
    "verify_webhook",
]
