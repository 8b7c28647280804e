"""Errors about submissions, and refusals of new ones."""

from http import HTTPStatus

from app.core.errors import ApiError, OverloadError, UnsupportedMediaTypeError


class UnknownSubmissionError(ApiError):
    """No submission has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-submission"
    title = "Unknown submission"
    sentence = "No submission has this id."


class AlreadyFinishedError(ApiError):
    """The submission to cancel has a verdict."""

    status = HTTPStatus.CONFLICT
    kind = "already-finished"
    title = "Already finished"
    sentence = "The submission has its verdict already; nothing is left to cancel."


class SourceRemovedError(ApiError):
    """The source was removed after the time that the service keeps sources."""

    status = HTTPStatus.GONE
    kind = "source-removed"
    title = "Source removed"
    sentence = "The submitted file is no longer kept; its verdict is."


class DetailsRemovedError(ApiError):
    """The verdict's details were removed after the time that the service keeps them."""

    status = HTTPStatus.GONE
    kind = "details-removed"
    title = "Details removed"
    sentence = "The details of the verdict are no longer kept; how it ended is."


class SourceTooLargeError(ApiError):
    """The source is larger than the problem allows."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    kind = "source-too-large"
    title = "Source too large"
    sentence = "A source for this problem may have {limit_kb} KiB."

    def __init__(self, limit_kb: int) -> None:
        super().__init__(limit_kb=limit_kb)


class IdempotencyKeyReusedError(ApiError):
    """The idempotency key was used before with another request."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    kind = "idempotency-key-reused"
    title = "Idempotency key reused"
    sentence = "Another request was sent with this Idempotency-Key; each request needs its own."


class TooManyStreamsError(OverloadError):
    """The key, or all keys together, has reached the limit of followed submissions."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-streams"
    title = "Too many streams"
    sentence = (
        "A key may follow {limit} submissions at once, a process of the service lets "
        "{limit_in_all} be followed: wait for some to end."
    )

    def __init__(self, retry_after_s: float, limit: int, limit_in_all: int) -> None:
        super().__init__(retry_after_s, limit=limit, limit_in_all=limit_in_all)


class NeitherJsonNorPythonError(UnsupportedMediaTypeError):
    """A submission is sent as JSON or as the file itself."""

    sentence = (
        "Send Content-Type: application/json with problem and source, or Content-Type: "
        "text/x-python with the file as the body and ?problem=NAME."
    )
