"""Waiting for what happens to a submission, on whichever machine it happens."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from app.database.notifications import MISSED, Notice, NoticeBoard, Subject
from app.submissions.schemas import Submission

_ANY: frozenset[Subject] = frozenset(("queued", "running", "progress", "ended"))
_END: frozenset[Subject] = frozenset(("ended",))


class Watch:
    """What one waits for: news of one submission."""

    def __init__(self, subjects: frozenset[Subject]) -> None:
        self._subjects = subjects
        self._news = asyncio.Event()
        # What it has become, where it ended in this process: saves reading it from the store.
        self.ended: Submission | None = None

    async def news(self, within_s: float | None) -> bool:
        """Whether there came a reason to look at the submission again, or none to wait longer."""
        try:
            async with asyncio.timeout(within_s):
                await self._news.wait()
        except TimeoutError:
            return False
        self._news.clear()
        return True

    def hear(self, notice: Notice) -> None:
        """Take a notice of this submission, or of all."""
        if notice.subject in self._subjects or notice.subject == "missed":
            self._news.set()


class Watches:
    """All who wait, in this process."""

    def __init__(self, notices: NoticeBoard) -> None:
        self._notices = notices
        self._watches: dict[str, list[Watch]] = {}
        # Set once the service is about to stop: open requests would hold it up.
        self.is_closing = False

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear the notices while the context lasts."""
        with self._notices.listening(self._hear):
            yield

    @contextmanager
    def watch(self, submission_id: str, *, only_end: bool = False) -> Iterator[Watch]:
        """Watch one submission, for all that happens to it or only for its end."""
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
        """Give what a submission has become to all who watch it, as they wake."""
        for watch in self._watches.get(ended.id, ()):
            watch.ended = ended

    def close(self) -> None:
        """Wake all who watch, now and from now on."""
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
