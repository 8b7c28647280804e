"""Errors about assignments, and refusals of what is handed in to them."""

from datetime import datetime
from http import HTTPStatus

from app.core.errors import ApiError, OverloadError


class UnknownAssignmentError(ApiError):
    """No assignment has this id, or none that the caller may see."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-assignment"
    title = "Unknown assignment"
    sentence = "No assignment has this id."


class AssignmentInUseError(ApiError):
    """The assignment to delete has submissions."""

    status = HTTPStatus.CONFLICT
    kind = "assignment-in-use"
    title = "Assignment in use"
    sentence = "Learners have handed in to the assignment: close it instead of deleting it."


class AssignmentClosedError(ApiError):
    """The assignment takes nothing more from this learner."""

    status = HTTPStatus.FORBIDDEN
    kind = "assignment-closed"
    title = "The assignment is closed"
    sentence = "The assignment closed at {closes_at}."

    def __init__(self, closes_at: datetime) -> None:
        super().__init__(closes_at=told(closes_at))


class AssignmentNotOpenYetError(ApiError):
    """The assignment takes nothing yet."""

    status = HTTPStatus.FORBIDDEN
    kind = "assignment-closed"
    title = "The assignment is closed"
    sentence = "The assignment opens at {opens_at}."

    def __init__(self, opens_at: datetime) -> None:
        super().__init__(opens_at=told(opens_at))


class NoTriesLeftError(ApiError):
    """The learner has used all tries on the problem."""

    status = HTTPStatus.FORBIDDEN
    kind = "no-tries-left"
    title = "No tries left"
    sentence = "All {tries} tries on this problem are used; none is left."

    def __init__(self, tries: int) -> None:
        super().__init__(tries=tries)


class CoolingDownError(OverloadError):
    """The learner has to wait before the next submission to the problem."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "cooling-down"
    title = "Too soon"
    sentence = "The next submission to this problem can be handed in at {next_at}."

    def __init__(self, retry_after_s: float, next_at: datetime) -> None:
        super().__init__(retry_after_s, next_at=told(next_at))


class CoolingDownWithTriesLeftError(OverloadError):
    """The learner has to wait, and has so many tries left then."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "cooling-down"
    title = "Too soon"
    sentence = (
        "The next submission to this problem can be handed in at {next_at}; tries left: "
        "{tries_left}."
    )

    def __init__(self, retry_after_s: float, next_at: datetime, tries_left: int) -> None:
        super().__init__(retry_after_s, next_at=told(next_at), tries_left=tries_left)


class OnlyInAssignmentError(ApiError):
    """The problem can be handed in through an assignment only."""

    status = HTTPStatus.FORBIDDEN
    kind = "only-in-assignment"
    title = "Only in an assignment"
    sentence = "Until it closes, the problem is handed in through {title} only, assignment {id}."

    def __init__(self, assignment_id: str, title: str) -> None:
        super().__init__(title=title, id=assignment_id)


class RefusedSubmissionError(Exception):
    """An assignment does not take a submission. Nothing of its request was stored.

    `place` is the submission's among those of the request.
    """

    def __init__(self, place: int, error: ApiError) -> None:
        super().__init__(str(error))
        self.place = place
        self.error = error


def told(at: datetime) -> str:
    """The moment as the API writes it, without parts of a second."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
