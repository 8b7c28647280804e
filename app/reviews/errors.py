"""Errors about reviews."""

from http import HTTPStatus

from app.core.errors import ApiError


class NotReviewedError(ApiError):
    """No review of the submission was requested."""

    status = HTTPStatus.NOT_FOUND
    kind = "not-reviewed"
    title = "Not reviewed"
    sentence = "No review of the submission was asked for; POST asks for it."


class NotFinishedError(ApiError):
    """The submission to review has no verdict."""

    status = HTTPStatus.CONFLICT
    kind = "not-finished"
    title = "Not finished"
    sentence = "Only a submission that has its verdict can be reviewed."
