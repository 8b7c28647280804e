"""Errors about checks."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownCheckError(ApiError):
    """No check has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-check"
    title = "Unknown check"

    def __init__(self) -> None:
        super().__init__("No check has this id; they are kept for a week.")
