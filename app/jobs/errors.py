"""Refusals of new work: the queue is full, or a key has its share of it."""

from http import HTTPStatus

from app.core.errors import OverloadError


class TooManyInFlightError(OverloadError):
    """The key has reached its limit of queued and running submissions."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "too-many-in-flight"
    title = "Too many in flight"
    sentence = "A key may have {limit} submissions queued or running; wait for some to end."

    def __init__(self, retry_after_s: float, limit: int) -> None:
        super().__init__(retry_after_s, limit=limit)


class QueueFullError(OverloadError):
    """The queue has no room."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    kind = "queue-full"
    title = "Queue full"
    sentence = "The queue holds {limit} submissions and has no room for this; try again later."

    def __init__(self, retry_after_s: float, limit: int) -> None:
        super().__init__(retry_after_s, limit=limit)
