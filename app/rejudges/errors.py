"""Errors about rejudges."""

from http import HTTPStatus

from app.core.errors import ApiError


class UnknownRejudgeError(ApiError):
    """No rejudge has this id."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-rejudge"
    title = "Unknown rejudge"
    sentence = "No rejudge has this id."


class NotJudgedYetError(ApiError):
    """The rejudge to apply is not complete, or was cancelled."""

    status = HTTPStatus.CONFLICT
    kind = "not-judged-yet"
    title = "Not judged yet"
    sentence = "Not all is judged yet; apply it once it is ready."


class RejudgeCancelledError(NotJudgedYetError):
    """The rejudge was cancelled."""

    sentence = "It was cancelled: start another."
