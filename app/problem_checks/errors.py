"""Errors about checks."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from app.core.errors import ApiError
from app.jobs.errors import QueueFullError, TooManyInFlightError

# About as long as a check takes.
RETRY_S = 30.0


class UnknownCheckError(ApiError):
    """No check has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-check"
    title = "Unknown check"
    sentence = "No check has this id; they are kept for a week."


class TooManyChecksOfKeyError(TooManyInFlightError):
    """The key has a check under way."""

    sentence = "A key may have {limit} check under way; wait for its end or cancel it."
    header_descriptions: ClassVar[Mapping[str, str]] = {
        **TooManyInFlightError.header_descriptions,
        "Link": "The check that is under way.",
    }

    def __init__(self, check_id: str) -> None:
        super().__init__(RETRY_S, 1)
        self.headers = {**self.headers, "Link": f'</api/v1/checks/{check_id}>; rel="related"'}


class TooManyChecksError(QueueFullError):
    """All together have as many checks under way as there may be."""

    sentence = "{limit} checks are under way; try again later."
