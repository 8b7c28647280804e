"""Errors about checks."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from app.core.errors import ApiError
from app.jobs.errors import TooManyInFlightError

# About as long as a check takes.
RETRY_S = 30.0


class UnknownCheckError(ApiError):
    """No check has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-check"
    title = "Unknown check"

    def __init__(self) -> None:
        super().__init__("No check has this id; they are kept for a week.")


class CheckUnderWayError(TooManyInFlightError):
    """The key has a check under way."""

    header_descriptions: ClassVar[Mapping[str, str]] = {
        **TooManyInFlightError.header_descriptions,
        "Link": "The check that is under way.",
    }

    def __init__(self, check_id: str) -> None:
        super().__init__(
            "A key may have one check under way; wait for its end or cancel it.",
            RETRY_S,
            {"Link": f'</api/v1/checks/{check_id}>; rel="related"'},
        )
