"""Parsing Server-Sent Events, as the HTML standard defines them (section 9.2.6)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import ValidationError

from app.client.calls import read_leniently
from app.client.errors import UnexpectedAnswerError
from app.client.models import CaseFinished, Ended, Event, StatusChanged, any_submission
from app.submissions.schemas import UnfinishedSubmission

# The service sends a comment every 15 seconds.
SILENCE_S = 45.0
# Not str.splitlines: it also splits at separators inside JSON strings.
_LINE_END = re.compile(rb"\r\n|\n|\r(?!\Z)")


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event as it was sent."""

    name: str
    id: str | None
    data: str


class EventDecoder:
    """Parses the bytes of one connection into events, however they are chunked."""

    def __init__(self) -> None:
        self._rest = b""
        self._fields: dict[str, str] = {}

    def feed(self, chunk: bytes) -> Iterator[RawEvent]:
        """Yield the events that these bytes complete."""
        *lines, self._rest = _LINE_END.split(self._rest + chunk)
        for line in lines:
            if not line:
                if "data" in self._fields:
                    fields = self._fields
                    yield RawEvent(fields.get("event", ""), fields.get("id"), fields["data"])
                self._fields = {}
                continue
            name, _, value = line.decode(errors="replace").partition(":")
            value = value.removeprefix(" ")
            if name == "data" and "data" in self._fields:
                value = f"{self._fields['data']}\n{value}"
            self._fields[name] = value


def event_of(raw: RawEvent) -> Event | None:
    """Parse an event; return None for a kind that this version does not know.

    Raises:
        UnexpectedAnswerError: it can't be parsed.
    """
    try:
        match raw.name:
            case "status":
                return read_leniently(StatusChanged, raw.data)
            case "case":
                return read_leniently(CaseFinished, raw.data)
            case "verdict" | "cancelled":
                submission = any_submission.validate_json(raw.data, extra="ignore")
                if not isinstance(submission, UnfinishedSubmission):
                    return Ended(submission)
    except ValidationError as error:
        raise UnexpectedAnswerError(f"an event {raw.name} can't be read") from error
    return None
