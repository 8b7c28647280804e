"""The queue inside the service's own process. The stored rows are the queue: nothing else is kept.

One process at a time holds the data folder, so whatever is `running` at the start was interrupted.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from functools import partial
from typing import TypeVar

from app.grader import Grader
from app.store.errors import StoreError
from app.store.submissions import SubmissionStore
from app.submission import Attempt, NewSubmission
from graders.problem import Problem
from graders.verdict import Outcome, Verdict

MAX_FAILURES = 3
_STORE_RETRY_S = 1.0
# After the judge was closed every run under way ends at once; this is for a machine under load.
_STOP_TIMEOUT_S = 3.0

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


class EmbeddedQueue:
    """Judges what is queued, in the order of arrival, at most `slots` submissions at once."""

    def __init__(
        self,
        store: SubmissionStore,
        judge: Grader,
        problems: Mapping[str, Problem],
        slots: int,
    ) -> None:
        self._store = store
        self._judge = judge
        self._problems = problems
        self._free_slots = asyncio.Semaphore(slots)
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="judge")
        self._work = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        self._watched: dict[str, asyncio.Event] = {}
        self._dispatcher: asyncio.Task[None] | None = None
        self._stopping = False

    async def enqueue(self, new: NewSubmission) -> None:
        """Store a submission; it is judged from then on, whatever happens to this process.

        Raises:
            StoreError: it could not be stored, and will not be judged.
        """
        await self._store.add(new)
        self._work.set()

    @contextmanager
    def watch(self, submission_id: str) -> Iterator[asyncio.Event]:
        """An event that is set once there is no reason to wait longer: a verdict, or a stop."""
        event = self._watched[submission_id] = asyncio.Event()
        if self._stopping:
            event.set()
        try:
            yield event
        finally:
            del self._watched[submission_id]

    def stop_waiting(self) -> None:
        """Wake all who watch: the service is about to stop, and open requests would hold it up."""
        self._stopping = True
        for event in self._watched.values():
            event.set()

    @property
    def is_running(self) -> bool:
        """Whether queued submissions are being judged."""
        running = self._dispatcher is not None and not self._dispatcher.done()
        return running and not self._stopping

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Judge while the context lasts; its end closes the judge, and abandons what still runs.

        Raises:
            StoreError: what an earlier process left behind could not be queued again.
        """
        try:
            await self._store.fail_running()
            self._dispatcher = asyncio.create_task(self._dispatch())
            yield
        finally:
            await self._stop()

    async def _stop(self) -> None:
        self.stop_waiting()
        if self._dispatcher is not None:
            self._dispatcher.cancel()
            await asyncio.wait([self._dispatcher])
        # The only way to end a run: a thread can't be interrupted.
        await asyncio.to_thread(self._judge.close)
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=_STOP_TIMEOUT_S)
            for task in late:
                task.cancel()
        self._threads.shutdown(wait=False)
        try:
            await self._store.give_back_running()
        except StoreError:
            _log.exception("The next start will count the submissions under way as failed")

    async def _dispatch(self) -> None:
        try:
            while True:
                await self._free_slots.acquire()
                attempt = await self._next()
                task = asyncio.create_task(self._use_slot(attempt))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        except Exception:
            _log.exception("Judging has stopped; restart the service")
            raise

    async def _next(self) -> Attempt:
        while True:
            # Cleared first, so that a submission that is stored during the query is not missed.
            self._work.clear()
            attempt = await _insist(self._store.begin_next)
            if attempt is not None:
                return attempt
            await self._work.wait()

    async def _use_slot(self, attempt: Attempt) -> None:
        try:
            await self._try(attempt)
        finally:
            self._free_slots.release()

    async def _try(self, attempt: Attempt) -> None:
        try:
            verdict = await self._verdict(attempt)
            if self._stopping and verdict.verdict is Outcome.JUDGE_ERROR:
                return  # The judge was closed under it: not a failure, and not its verdict.
            await _insist(partial(self._store.finish, attempt, verdict))
        except Exception:  # noqa: BLE001 - whatever it was, the submission gets a verdict
            if self._stopping:
                return
            _log.exception("Attempt %d at submission %s failed", attempt.number, attempt.id)
            await _insist(partial(self._store.fail, attempt))
            self._work.set()
        else:
            if event := self._watched.get(attempt.id):
                event.set()

    async def _verdict(self, attempt: Attempt) -> Verdict:
        problem = self._problems.get(attempt.problem)
        if problem is None:
            return self._judge_error(attempt, "The problem is no longer here.")
        if attempt.failures >= MAX_FAILURES:
            return self._judge_error(attempt, f"The judge failed {attempt.failures} times.")
        grade = partial(
            self._judge.grade,
            problem,
            attempt.source,
            seed=attempt.seed,
            submission_id=attempt.id,
        )
        return await asyncio.get_running_loop().run_in_executor(self._threads, grade)

    def _judge_error(self, attempt: Attempt, message: str) -> Verdict:
        return Verdict(
            id=attempt.id,
            problem=attempt.problem,
            revision=attempt.revision,
            seed=attempt.seed,
            verdict=Outcome.JUDGE_ERROR,
            message=message,
            passed=0,
            total=0,
            score=0.0,
            cases=(),
            environment=self._judge.environment,
        )


async def _insist(operation: Callable[[], Awaitable[_Result]]) -> _Result:
    """Try until the store takes it: a full disk must not cost a verdict."""
    while True:
        try:
            return await operation()
        except StoreError:
            _log.exception("The store failed; trying again")
            await asyncio.sleep(_STORE_RETRY_S)
