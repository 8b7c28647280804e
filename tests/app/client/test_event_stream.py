import pytest

from app.client.errors import UnexpectedAnswerError
from app.client.event_stream import EventDecoder, RawEvent, event_of

STREAM = (
    "event: status\ndata: {}\n\n"
    ": ping\n\n"
    "event: case\r\ndata: first\r\ndata: second\r\nid: 1\r\n\r\n"
    "event:end\rid:end\rdata:\u2028 x\x0b\x85\r\r"
    "event: without data\n\n"
    "data: nameless\n\n"
    "event: cut off\ndata: never"
).encode()
EVENTS = [
    RawEvent("status", None, "{}"),
    RawEvent("case", "1", "first\nsecond"),
    RawEvent("end", "end", "\u2028 x\x0b\x85"),
    RawEvent("", None, "nameless"),
]


class TestDecoder:
    @pytest.mark.parametrize("size", [1, 2, 3, 7, len(STREAM)])
    def test_events_are_the_same_however_the_bytes_are_cut(self, size: int) -> None:
        decoder = EventDecoder()
        chunks = [STREAM[start : start + size] for start in range(0, len(STREAM), size)]
        assert [event for chunk in chunks for event in decoder.feed(chunk)] == EVENTS


class TestEvent:
    def test_an_unknown_kind_is_none(self) -> None:
        assert event_of(RawEvent("applause", None, "{}")) is None

    def test_what_can_not_be_read_is_told(self) -> None:
        with pytest.raises(UnexpectedAnswerError, match="case"):
            event_of(RawEvent("case", "1", "{"))
