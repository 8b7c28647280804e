"""Errors about submissions, and refusals of new ones."""

from http import HTTPStatus

from app.core.errors import ApiError, OverloadError


class UnknownSubmissionError(ApiError):
    """No submission has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-submission"
    title = "Unknown submission"

    def __init__(self) -> None:
        super().__init__("No submission has this id.")


class AlreadyFinishedError(ApiError):
    """What is to be cancelled has a verdict."""

    status = HTTPStatus.CONFLICT
    kind = "already-finished"
    title = "Already finished"

    def __init__(self) -> None:
        super().__init__("The submission has its verdict already; nothing is left to cancel.")


class SourceTooLargeError(ApiError):
    """The source is larger than the problem allows."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "source-too-large"
    title = "Source too large"


class IdempotencyKeyReusedError(ApiError):
    """The idempotency key came before, with another request."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "idempotency-key-reused"
    title = "Idempotency key reused"

    def __init__(self) -> None:
        super().__init__(
            "Another request was sent with this Idempotency-Key; each request needs its own."
        )


class TooManyInFlightError(OverloadError):
    """As many of the key's submissions as it may have are queued or running."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-in-flight"
    title = "Too many in flight"


class TooManyStreamsError(OverloadError):
    """As many submissions are followed as the key, or all together, may follow at once."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-streams"
    title = "Too many streams"


class QueueFullError(OverloadError):
    """The queue has no room."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "queue-full"
    title = "Queue full"
