"""Notices: what one part of the service tells the others, on any machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, get_args

# "keys", "problems", "checks": one is new or has changed. "webhook", "grade": one may be due to
# be sent. "missed": notices may have been lost; listeners must check the store themselves.
Subject = Literal[
    "queued",
    "running",
    "progress",
    "ended",
    "keys",
    "problems",
    "checks",
    "webhook",
    "grade",
    "missed",
]


@dataclass(frozen=True, slots=True)
class Notice:
    """An event that is already in the store, most often about a submission."""

    subject: Subject
    submission_id: str = ""

    def __str__(self) -> str:
        """The text sent between machines."""
        return f"{self.subject} {self.submission_id}"

    @classmethod
    def parse(cls, text: str) -> "Notice":
        """Parse what `str` wrote; a newer version's unknown subject counts as "missed"."""
        name, _, submission_id = text.partition(" ")
        for subject in get_args(Subject):
            if name == subject:
                return cls(subject, submission_id)
        return MISSED


MISSED = Notice("missed")
Listener = Callable[[Notice], None]


class NoticeBoard:
    """Passes each notice to the current listeners, in the event loop's thread."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    @contextmanager
    def listening(self, listener: Listener) -> Iterator[None]:
        """Call `listener` for each notice; it must return at once, and may get a notice twice."""
        self._listeners.append(listener)
        try:
            yield
        finally:
            self._listeners.remove(listener)

    def post(self, notice: Notice) -> None:
        """Pass a notice to all listeners."""
        for listener in list(self._listeners):
            listener(notice)
