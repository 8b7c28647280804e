"""Errors about checks."""

from http import HTTPStatus

from app.core.errors import ApiError
from app.jobs.errors import QueueFullError, TooManyInFlightError


class UnknownCheckError(ApiError):
    """No check has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-check"
    title = "Unknown check"
    sentence = "No check has this id; they are kept for a week."


class TooManyChecksOfKeyError(TooManyInFlightError):
    """The key has a check under way."""

    sentence = "A key may have {limit} check under way; wait for its end or cancel it."


class TooManyChecksError(QueueFullError):
    """All together have as many checks under way as there may be."""

    sentence = "{limit} checks are under way; try again later."
