"""Errors about rejudges."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownRejudgeError(ApiError):
    """No rejudge has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-rejudge"
    title = "Unknown rejudge"

    def __init__(self) -> None:
        super().__init__("No rejudge has this id.")


class NotJudgedYetError(ApiError):
    """A rejudge that is to be applied has not judged all, and perhaps never will."""

    status = HTTPStatus.CONFLICT
    kind = "not-judged-yet"
    title = "Not judged yet"
