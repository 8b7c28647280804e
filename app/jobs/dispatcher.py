"""Carries out jobs that are due at a time: what is sent to other servers."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Generic, TypeVar

from app.core.errors import StoreError
from app.core.tasks import cancel_all
from app.database.database import Database, uninterrupted
from app.database.notifications import Notice, Subject

# Notices wake a dispatcher at once; this covers lost notices.
_LOOK_S = 5.0
_STORE_RETRY_S = 1.0

_log = logging.getLogger(__name__)
_Claim = TypeVar("_Claim")


class Dispatcher(ABC, Generic[_Claim]):
    """Claims jobs as they become due, and carries out several at once.

    Any number of processes may do so: a claim is a lease.
    """

    def __init__(self, database: Database, subject: Subject, at_once: int) -> None:
        """Prepare to dispatch.

        Args:
            database: where the jobs are.
            subject: of the notices that say that one may be due.
            at_once: how many are carried out at once.
        """
        self._database = database
        self._subject = subject
        self._at_once = at_once
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()

    @abstractmethod
    async def _claim(self) -> _Claim | None:
        """Claim the job that has been due longest; None if none is due."""

    @abstractmethod
    async def _due_in_s(self) -> float | None:
        """Seconds until the next job is due, 0 or less for now; None if there is none."""

    @abstractmethod
    async def _carry_out(self, claim: _Claim) -> None:
        """Do it, and store how that went."""

    @abstractmethod
    async def _requeue(self, claim: _Claim) -> None:
        """Make it due at once: it was interrupted by an orderly stop."""

    @abstractmethod
    def _count(self, claim: _Claim, change: int) -> None:
        """Count what is under way: `change` is 1 as a job begins, and -1 as it ends."""

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Dispatch while the context lasts; jobs that its end interrupts are due again."""
        with self._database.notices.listening(self._hear):
            dispatching = asyncio.create_task(self._dispatch())
            try:
                yield
            finally:
                # First, so that it claims none of what the others requeue.
                await cancel_all({dispatching})
                await cancel_all(self._under_way)

    def _hear(self, notice: Notice) -> None:
        if notice.subject in (self._subject, "missed"):
            self._wake.set()

    async def _dispatch(self) -> None:
        while True:
            # Cleared first, so that a job stored during the query is not missed.
            self._wake.clear()
            try:
                wait_s = await self._begin_due()
            except StoreError:
                _log.exception("The store failed; trying again")
                wait_s = _STORE_RETRY_S
            except Exception:
                _log.exception("Nothing is sent any more; restart the service")
                raise
            with suppress(TimeoutError):
                async with asyncio.timeout(wait_s):
                    await self._wake.wait()

    async def _begin_due(self) -> float | None:
        """Begin all that is due; return the seconds to the next look, None for no limit."""
        while len(self._under_way) < self._at_once:
            if not await self._begin_next():
                due_in_s = await self._due_in_s()
                waits = [_LOOK_S] if self._database.is_shared else []
                return min(waits + ([] if due_in_s is None else [due_in_s]), default=None)
        return None

    @uninterrupted
    async def _begin_next(self) -> bool:
        """Begin the job that has been due longest; return whether there is one.

        Not interruptible, so that every claim has a task that can requeue it.
        """
        claim = await self._claim()
        if claim is not None:
            self._begin(claim)
        return claim is not None

    def _begin(self, claim: _Claim) -> None:
        self._count(claim, 1)
        task = asyncio.create_task(self._run(claim))
        self._under_way.add(task)

        def end(_: asyncio.Task[None]) -> None:
            self._under_way.discard(task)
            self._count(claim, -1)
            self._wake.set()

        task.add_done_callback(end)

    async def _run(self, claim: _Claim) -> None:
        try:
            await self._carry_out(claim)
        except asyncio.CancelledError:
            await self._requeue(claim)
            raise
        except StoreError:
            _log.exception("A job will be carried out again: the store failed")
