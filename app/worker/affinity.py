"""Which of the waiting submissions a worker takes: first those whose problem it has warm.

A cold problem costs seconds and memory on each worker that warms it. So each revision belongs to
one of the running workers, by rendezvous hashing (Thaler and Ravishankar, 1998): when workers come
or go, only the revisions of those change hands. Other workers take a submission only once it has
waited, so that a popular problem becomes warm on as many workers as it needs.
"""

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.submissions.schemas import WaitingSubmission
from graders.core.recent import Recent
from graders.execution.warm_pool import State

# About what a cold problem's first submission costs more than a warm one's.
_PATIENCE = timedelta(seconds=2.5)
# Of so many revisions it is remembered whether they belong to the worker.
_KEPT = 1024
# Whoever finds what it chose taken by others does not ask again at once.
_SOONEST_S = 0.1


@dataclass(frozen=True, slots=True)
class Choice:
    """What a worker may take.

    Attributes:
        tiers: ids of submissions, the best tier first.
        look_again_s: the time after which it may take more; None if new work is announced anyway.
    """

    tiers: Sequence[Sequence[str]]
    look_again_s: float | None = None


class Affinity:
    """The preferences of one worker."""

    def __init__(self, worker: str, warmth: Callable[[str, str], State]) -> None:
        """Set up a worker that is alone.

        Args:
            worker: its id.
            warmth: how warm it has a problem's revision.
        """
        self._worker = worker
        self._warmth = warmth
        self._workers = {worker}
        self._owned = Recent[str, bool](_KEPT)

    def share_with(self, workers: Collection[str]) -> None:
        """Share the revisions with these workers, by their ids."""
        workers = {self._worker, *workers}
        if workers != self._workers:
            self._workers = workers
            self._owned = Recent(_KEPT)

    @property
    def workers(self) -> int:
        """How many workers there are."""
        return len(self._workers)

    def prefers(self, problem: str, revision: str) -> bool:
        """Whether the worker takes its submissions at once."""
        return self._warmth(problem, revision) == "warm" or self._owns(revision)

    def choose(self, waiting: Sequence[WaitingSubmission], now: datetime) -> Choice:
        """Choose among the first waiting submissions.

        A submission is overtaken only by those that came at most 2.5 s after it, and after 2.5 s
        any worker takes it.

        Args:
            waiting: of one priority, in order of arrival.
            now: the time, by the clock that gave the times of arrival.
        """
        if not waiting:
            return Choice(())
        first = waiting[0].created_at
        eligible = [each for each in waiting if each.created_at <= first + _PATIENCE]
        revisions = {(each.problem, each.revision) for each in eligible}
        warm = {each[1] for each in revisions if self._warmth(*each) == "warm"}
        own = {revision for _, revision in revisions if self._owns(revision)}
        tiers = (
            [each.id for each in eligible if each.revision in warm],
            [each.id for each in eligible if each.revision in own],
            [each.id for each in eligible if each.created_at <= now - _PATIENCE],
        )
        overdue_in_s = (first + _PATIENCE - now).total_seconds()
        return Choice([tier for tier in tiers if tier], max(_SOONEST_S, overdue_in_s))

    def _owns(self, revision: str) -> bool:
        return self._owned.get(revision, lambda: self._has_most_weight(revision))

    def _has_most_weight(self, revision: str) -> bool:
        def weight(worker: str) -> bytes:
            return hashlib.blake2b(f"{worker} {revision}".encode(), digest_size=8).digest()

        return max(self._workers, key=weight) == self._worker
