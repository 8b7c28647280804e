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
    """The submission to cancel has a verdict."""

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
    """The idempotency key was used before with another request."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "idempotency-key-reused"
    title = "Idempotency key reused"

    def __init__(self) -> None:
        super().__init__(
            "Another request was sent with this Idempotency-Key; each request needs its own."
        )


class TooManyStreamsError(OverloadError):
    """The key, or all keys together, has reached the limit of followed submissions."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-streams"
    title = "Too many streams"
