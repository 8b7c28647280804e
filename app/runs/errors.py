"""Errors about runs."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownRunError(ApiError):
    """No run has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-run"
    title = "Unknown run"
    sentence = "No run has this id."
