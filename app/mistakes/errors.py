"""Errors about making a submission a known mistake."""

from http import HTTPStatus

from app.core.errors import ApiError


class NotAMistakeError(ApiError):
    """The submission is not wrong in a way that a hint can explain."""

    status = HTTPStatus.CONFLICT
    kind = "not-a-mistake"
    title = "Not a mistake"
    sentence = (
        "Its verdict is {verdict}: hints are for submissions that return something wrong, or raise."
    )


class NoMistakeAcceptedError(NotAMistakeError):
    """The submission is accepted."""

    sentence = "The submission is accepted."


class NoMistakeYetError(NotAMistakeError):
    """The submission has no verdict, or is a run."""

    sentence = "Only a submission that has its verdict can be a known mistake."


class MistakeElsewhereError(NotAMistakeError):
    """The submission is to another problem."""

    sentence = "The submission is to another problem, {problem}."


class KnownMistakeError(ApiError):
    """An example of the problem does what the submission does."""

    status = HTTPStatus.CONFLICT
    kind = "known-mistake"
    title = "Known mistake"
    sentence = "The problem knows this mistake already, by its example {mistake}."

    def __init__(self, mistake: str) -> None:
        super().__init__(mistake=mistake)
