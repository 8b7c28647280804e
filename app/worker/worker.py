"""A worker: claims queued submissions, judges them, and stores the verdicts.

The stored rows are the queue. Any number of workers may share one database: only one of them begins
a try, and its number fences the writes of earlier ones.
"""

import asyncio
import logging
import os
import socket
import time
from collections import deque
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial

import structlog

from app.core.errors import StoreError
from app.core.ids import new_id
from app.core.metrics import Metrics
from app.core.retry import retry_until_stored
from app.core.tasks import cancel_all
from app.core.tracing import JudgingTraces
from app.database.database import Database
from app.database.notifications import Notice
from app.jobs.workers import WorkerEntry, WorkerStore
from app.problems.catalogue import Catalogue
from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission, FinishedSubmission, NewSubmission, Submission
from app.submissions.watch import Watches
from app.worker.affinity import Affinity
from app.worker.grader import Grader
from app.worker.heartbeats import INTERVAL_S, Heartbeats
from app.worker.judging import MAX_FAILURES, Judging
from app.worker.preemption import ReviewPreemption
from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.verdict import Outcome
from graders.execution.warm_pool import State

# Notices wake a worker at once; this covers lost notices.
_LOOK_S = 5.0
# So many of the first submissions in the queue are looked at for one to take.
_LOOKED_AT = 64
# The judge's fault may pass; three failures in a moment would cost every queued verdict.
_JUDGE_RETRY_S = 1.0
# Closing the judge ends every run at once; this allows for a loaded machine.
_STOP_TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)


class Worker:
    """Judges queued submissions, at most `slots` at once.

    The order is that of priority, of warm problems (see `Affinity`), and of arrival.
    """

    def __init__(
        self,
        database: Database,
        watches: Watches,
        judge: Grader,
        catalogue: Catalogue,
        slots: int,
        metrics: Metrics,
        traces: JudgingTraces,
    ) -> None:
        self._database = database
        self._store = SubmissionStore(database)
        self._workers = WorkerStore(database)
        self._watches = watches
        self.judge = judge
        self._catalogue = catalogue
        self._metrics = metrics
        self._traces = traces
        self._slots = slots
        self._entry = WorkerEntry(new_id(), socket.gethostname(), os.getpid(), slots)
        self._heartbeats = Heartbeats(database, self._entry, judge)
        self._affinity = Affinity(self._entry.id, self._warmth)
        self._free_slots = asyncio.Semaphore(slots)
        self._work = asyncio.Event()
        # Tries that have begun, and wait for their turn to use a slot.
        self._begun: deque[ClaimedSubmission] = deque()
        # The ids of all submissions whose tries have begun here, or are just being stored as begun.
        self._held: set[str] = set()
        # Whether more may be stored as begun here: the database's answer was lost.
        self._may_hold_more = False
        self._is_idle = False
        self._under_way: set[asyncio.Task[None]] = set()
        self._preemption = ReviewPreemption(self._store, lambda: len(self._under_way) == slots)
        self._judging = Judging(database, judge, catalogue, slots, self._preemption)
        self._stops: dict[str, CancellationToken] = {}
        self._dispatcher: asyncio.Task[None] | None = None
        self._stopping = False

    @property
    def id(self) -> str:
        """Identifies the worker to other processes, which check its heartbeats by it."""
        return self._entry.id

    @property
    def has_time(self) -> bool:
        """Whether a slot is free and nothing is queued; any thread may ask."""
        return self._is_idle and not self._stopping

    @property
    def is_running(self) -> bool:
        """Whether queued submissions are being judged."""
        running = self._dispatcher is not None and not self._dispatcher.done()
        return running and not self._stopping

    async def add(self, new: NewSubmission, bounds: Bounds) -> None:
        """Store a submission, and start it in the same transaction if a slot is free.

        It is judged from then on, whatever happens to this process.

        Raises:
            DuplicateRequestError: the idempotency key was used before.
            QueueBoundError: the queue has no room for it.
            KeyBoundError: its key has too many in flight.
            StoreError: it could not be stored, and will not be judged.
        """
        # Drawing the seed now saves a step when it is started.
        ready = self._ready_seeds(new.problem, new.revision) if new.seed is None else None
        self._traces.remember_request(new.id)
        may_begin = self._is_idle and not self._stopping
        if not (may_begin and self._affinity.prefers(new.problem, new.revision)):
            await self._store.add([new], bounds, ready)
            return
        # This submission owns the slot from here on; the next one is queued.
        self._is_idle = False
        self._held.add(new.id)
        try:
            self._begun.append(await self._store.add_running(new, bounds, self._entry.id, ready))
        except BaseException as error:
            self._held.discard(new.id)
            self._may_hold_more |= isinstance(error, StoreError | asyncio.CancelledError)
            raise
        finally:
            self._work.set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Judge while the context lasts; its end closes the judge and abandons what still runs.

        Raises:
            StoreError: what an earlier process left behind could not be requeued.
        """
        tasks = []
        with self._database.notices.listening(self._hear):
            try:
                if not self._database.is_shared:
                    # No other process can be judging: whatever is running was interrupted.
                    await self._workers.forget_all()
                    await self._store.fail_running()
                await self._beat()
                self._dispatcher = asyncio.create_task(self._dispatch())
                others = (self._keep_beating(), self._preemption.keep_looking())
                tasks = [self._dispatcher, *map(asyncio.create_task, others)]
                yield
            finally:
                await self._stop(tasks)

    async def _stop(self, tasks: list[asyncio.Task[None]]) -> None:
        self._stopping = True
        await cancel_all(tasks)
        # First, so that others have it whatever becomes of the rest.
        is_given_back = await self._give_back()
        # The only way to end a run: a thread can't be interrupted.
        await asyncio.to_thread(self.judge.close)
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_STOP_TIMEOUT_S)
            await cancel_all(late)
        self._judging.close()
        # Again: a request may just have been storing one as begun.
        if is_given_back and await self._give_back():
            with suppress(StoreError):
                await self._workers.leave(self._entry)

    async def _give_back(self) -> bool:
        """Requeue all that was begun here; return False if the store fails."""
        try:
            await self._store.requeue_all_of(self._entry.id)
        except StoreError:
            _log.exception("Other workers will count the submissions under way as failed")
            return False
        return True

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("queued", "missed"):
            self._work.set()
            self._preemption.look()
        # Cancelled, or judged by another worker that took it over.
        elif notice.subject == "ended" and (stop := self._stops.get(notice.submission_id)):
            stop.request()

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(INTERVAL_S)
            try:
                await self._beat()
            except StoreError:
                _log.exception(
                    "No heartbeat could be stored; other workers may requeue what this one runs"
                )

    async def _beat(self) -> None:
        self._affinity.share_with(await self._heartbeats.beat())

    async def _dispatch(self) -> None:
        try:
            while True:
                await self._free_slots.acquire()
                claimed = await self._next()
                task = asyncio.create_task(self._use_slot(claimed))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        except Exception:
            _log.exception("Judging has stopped; restart the service")
            raise

    async def _next(self) -> ClaimedSubmission:
        while True:
            # Cleared first, so that a submission stored during the query is not missed.
            self._work.clear()
            look_again_s = None
            if not self._begun:
                look_again_s = await retry_until_stored(self._claim)
            if self._begun:
                return self._begun.popleft()
            self._is_idle = True
            await _is_set(self._work, look_again_s)
            self._is_idle = False

    async def _claim(self) -> float | None:
        """Begin the submissions that suit best; if none, return when to look again, in seconds."""
        try:
            if self._may_hold_more:
                self._may_hold_more = False
                await self._store.requeue_all_of(self._entry.id, but=self._held)
            waiting = await self._store.first_waiting(_LOOKED_AT)
            choice = self._affinity.choose(waiting, datetime.now(UTC))
            free = self._slots - len(self._under_way)
            for ids in choice.tiers:
                # No more than its share: others have slots too.
                most = max(1, min(free, len(ids) // self._affinity.workers))
                claimed = await self._store.claim(
                    self._entry.id, ids, most=most, ready=self._ready_seeds
                )
                if claimed:
                    self._held.update(each.id for each in claimed)
                    self._begun.extend(claimed)
                    return None
        except StoreError:
            self._may_hold_more = True
            raise
        if choice.look_again_s is not None:
            return choice.look_again_s
        return _LOOK_S if self._database.is_shared else None

    def _ready_seeds(self, problem: str, revision: str) -> Collection[int] | None:
        loaded = self._catalogue.loaded(problem, revision)
        return None if loaded is None else self.judge.ready_seeds(loaded)

    def _warmth(self, problem: str, revision: str) -> State:
        loaded = self._catalogue.loaded(problem, revision)
        return "cold" if loaded is None else self.judge.warmth(loaded)

    async def _use_slot(self, claimed: ClaimedSubmission) -> None:
        # For log lines in this task, and in the thread that judges for it.
        structlog.contextvars.bind_contextvars(submission_id=claimed.reviewed or claimed.id)
        try:
            with self._traces.judging(claimed.id, claimed.problem, claimed.tries):
                await self._try(claimed)
        finally:
            self._held.discard(claimed.id)
            self._free_slots.release()

    async def _try(self, claimed: ClaimedSubmission) -> None:
        stop = self._stops[claimed.id] = CancellationToken()
        self._metrics.tries.labels(self._warmth(claimed.problem, claimed.revision)).inc()
        begun = time.monotonic()
        try:
            verdict = await self._judging.verdict(claimed, stop)
            if verdict.verdict is Outcome.JUDGE_ERROR:
                if self._stopping:
                    return  # The judge was closed: neither a failure nor a verdict.
                if claimed.failures + 1 < MAX_FAILURES:
                    _log.error("Try %d at %s: %s", claimed.tries, claimed.id, verdict.message)
                    await asyncio.sleep(_JUDGE_RETRY_S)
                    await self._fail(claimed)
                    return
            judging_s = time.monotonic() - begun
            ended = await retry_until_stored(partial(self._store.finish, claimed, verdict))
            if ended is not None:
                self._watches.hand_over(ended)
                if claimed.kind == "submission":
                    self._count(ended, judging_s)
        except GradingCancelledError:
            # What stopped it has stored why; only a preempted review is still to be done.
            if claimed.kind == "review":
                await retry_until_stored(partial(self._store.requeue, claimed))
        except Exception:  # noqa: BLE001 - whatever it was, the submission gets a verdict
            if self._stopping:
                return
            _log.exception("Try %d at submission %s failed", claimed.tries, claimed.id)
            await asyncio.sleep(_JUDGE_RETRY_S)
            await self._fail(claimed)
        finally:
            del self._stops[claimed.id]

    def _count(self, ended: Submission, judging_s: float) -> None:
        if isinstance(ended, FinishedSubmission):
            # Problems that are gone share one label: the number of their names may be large.
            problem = ended.problem if ended.problem in self._catalogue.problems else "unknown"
            whole_s = (ended.finished_at - ended.created_at).total_seconds()
            self._metrics.count_verdict(
                problem, ended.verdict, judging_s=judging_s, whole_s=whole_s
            )

    async def _fail(self, claimed: ClaimedSubmission) -> None:
        self._metrics.failed_tries.inc()
        await retry_until_stored(partial(self._store.fail, claimed))


async def _is_set(event: asyncio.Event, within_s: float | None) -> bool:
    try:
        async with asyncio.timeout(within_s):
            return await event.wait()
    except TimeoutError:
        return False
