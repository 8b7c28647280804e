"""Errors about making a submission a known mistake."""

from http import HTTPStatus

from app.core.errors import ApiError


class NotAMistakeError(ApiError):
    """The submission is not wrong in a way that a hint can explain."""

    status = HTTPStatus.CONFLICT
    kind = "not-a-mistake"
    title = "Not a mistake"


class KnownMistakeError(ApiError):
    """An example of the problem does what the submission does."""

    status = HTTPStatus.CONFLICT
    kind = "known-mistake"
    title = "Known mistake"

    def __init__(self, mistake: str) -> None:
        super().__init__(f"The problem knows this mistake already, by its example {mistake}.")
