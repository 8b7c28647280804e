"""Errors about hints and editorials."""

from http import HTTPStatus

from app.core.errors import ApiError


class NoEditorialError(ApiError):
    """The problem has no editorial."""

    status = HTTPStatus.NOT_FOUND
    kind = "no-editorial"
    title = "No editorial"
    sentence = "The problem has no editorial."


class NoHintError(ApiError):
    """The problem has no hint of this number."""

    status = HTTPStatus.NOT_FOUND
    kind = "no-hint"
    title = "No such hint"
    sentence = "The problem has {count} hints, numbered from 1."

    def __init__(self, count: int) -> None:
        super().__init__(count=count)


class EditorialClosedError(ApiError):
    """The learner may not read the editorial yet."""

    status = HTTPStatus.FORBIDDEN
    kind = "editorial-closed"
    title = "The editorial is closed"
    sentence = "It opens once a submission is accepted."


class EditorialNotYetOpenError(EditorialClosedError):
    """It also opens after some submissions."""

    sentence = "It opens once a submission is accepted, or after {submissions} submissions."

    def __init__(self, submissions: int) -> None:
        super().__init__(submissions=submissions)


class EditorialHeldBackError(EditorialClosedError):
    """Only submissions to an assignment that holds it back would open it."""

    sentence = "The assignment that you have handed in to does not open it yet."


class HintsHeldBackError(ApiError):
    """An exclusive assignment keeps the problem's hints closed."""

    status = HTTPStatus.FORBIDDEN
    kind = "hints-closed"
    title = "The hints are closed"
    sentence = "The assignment that the problem belongs to does not open its hints yet."


class EditorialForInstructorsError(EditorialClosedError):
    """It never opens for learners."""

    sentence = "The editorial of this problem is for instructors only."
