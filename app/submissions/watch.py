"""Waiting for a submission's events, on whichever machine they happen."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from app.database.notifications import MISSED, Notice, NoticeBoard, Subject
from app.submissions.schemas import Submission

_ANY: frozenset[Subject] = frozenset(("queued", "running", "progress", "ended"))
_END: frozenset[Subject] = frozenset(("ended",))


class Watch:
    """A watch on one submission."""

    def __init__(self, subjects: frozenset[Subject]) -> None:
        self._subjects = subjects
        self._news = asyncio.Event()
        # The final submission if it ended in this process: saves reading it from the store.
        self.ended: Submission | None = None

    async def news(self, within_s: float | None) -> bool:
        """Wait for a reason to read the submission again or to stop waiting; False on timeout."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def hear(self, notice: Notice) -> None:
        """Handle a notice about this submission, or about all."""
        if notice.subject in self._subjects or notice.subject == "missed":
            self._news.set()


class Watches:
    """All watches of this process."""

    def __init__(self, notices: NoticeBoard) -> None:
        self._notices = notices
        self._watches: dict[str, list[Watch]] = {}
        # Set when the service is about to stop: open requests would delay it.
        self.is_closing = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Receive notices while the context lasts."""
        with self._notices.listening(self._hear):
            yield

    @contextmanager
    def watch(self, submission_id: str, *, only_end: bool = False) -> Iterator[Watch]:
        """Watch one submission, for all its events or only for its end."""
        watch = Watch(_END if only_end else _ANY)
        self._watches.setdefault(submission_id, []).append(watch)
        if self.is_closing:
            watch.hear(MISSED)
        try:
            yield watch
        finally:
            watches = self._watches[submission_id]
            watches.remove(watch)
            if not watches:
                del self._watches[submission_id]

    def hand_over(self, ended: Submission) -> None:
        """Pass a final submission to all its watches, for when they wake."""
        for watch in self._watches.get(ended.id, ()):
            watch.ended = ended

    def close(self) -> None:
        """Wake all watches, current and future."""
        self.is_closing = True
        self._hear(MISSED)

    def _hear(self, notice: Notice) -> None:
        if notice.subject == "missed":
            for watches in self._watches.values():
                for watch in watches:
                    watch.hear(notice)
        else:
            for watch in self._watches.get(notice.submission_id, ()):
                watch.hear(notice)
