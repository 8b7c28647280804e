"""The events of a submission."""

import json
from typing import Annotated

from httpx_sse import ServerSentEvent
from pydantic import Field, TypeAdapter

from nnx_judge_client.errors import UnexpectedAnswerError
from nnx_judge_client.models import (
    CancelledEvent,
    CaseFinishedEvent,
    StatusChangedEvent,
    VerdictEvent,
)

Event = StatusChangedEvent | CaseFinishedEvent | VerdictEvent | CancelledEvent

_KNOWN = ("status", "case", "verdict", "cancelled")
_event: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="event")])


def event_of(sent: ServerSentEvent) -> Event | None:
    """Parse an event; return None for a kind that this version does not know.

    Raises:
        UnexpectedAnswerError: it can't be parsed.
    """
    if sent.event not in _KNOWN:
        return None
    try:
        return _event.validate_python(
            {"event": sent.event, "id": sent.id, "data": json.loads(sent.data)}
        )
    except ValueError as error:
        raise UnexpectedAnswerError(f"an event {sent.event} can't be read") from error
