"""Claiming checks: one at a time, until it has ended, is cancelled, or the process stops."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from app.core.errors import StoreError
from app.database.database import Database
from app.database.notifications import Notice
from app.problem_checks.repository import CheckStore
from app.problem_checks.schemas import ClaimedCheck
from graders.core.cancellation import CancellationToken, GradingCancelledError

# Notices wake it at once; this covers lost notices and checks that others abandoned.
_LOOK_S = 10.0
_RETRY_S = 1.0

_log = logging.getLogger(__name__)


class CheckClaims:
    """Claims queued checks, impacts or all others, and has them run one after the other."""

    def __init__(
        self,
        database: Database,
        worker_id: str,
        run: Callable[[ClaimedCheck, CancellationToken], Awaitable[None]],
        *,
        impacts: bool,
    ) -> None:
        """Prepare to claim for a worker.

        Args:
            database: where the checks are.
            worker_id: claims them.
            run: runs a check and stores its end; it raises `GradingCancelledError` once the token
                is requested, and any other error fails the check.
            impacts: whether to claim impacts, or all others.
        """
        self._database = database
        self._store = CheckStore(database)
        self._worker_id = worker_id
        self._run = run
        self._impacts = impacts
        self._work = asyncio.Event()
        self._under_way: ClaimedCheck | None = None
        self._stop = CancellationToken()

    @property
    def is_busy(self) -> bool:
        """Whether a check is under way; any thread may ask."""
        return self._under_way is not None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Claim while the context lasts; a check that its end interrupts is requeued."""
        with self._database.notices.listening(self._hear):
            task = asyncio.create_task(self._keep_claiming())
            try:
                yield
            finally:
                self._stop.request()
                task.cancel()
                await asyncio.wait([task])
                with suppress(StoreError):
                    await self._store.requeue(self._worker_id, impacts=self._impacts)

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("checks", "missed"):
            self._work.set()
        elif self._under_way is not None and notice == Notice("ended", self._under_way.id):
            self._stop.request()

    async def _keep_claiming(self) -> None:
        # Whether one may be stored as this worker's all the same: the database's answer was lost.
        may_hold_one = False
        while True:
            self._work.clear()
            try:
                if may_hold_one:
                    await self._store.requeue(self._worker_id, impacts=self._impacts)
                    may_hold_one = False
                await self._store.recover()
                check = await self._store.claim_next(self._worker_id, impacts=self._impacts)
                if check is not None:
                    await self._try(check)
                    continue
            except StoreError:
                _log.exception("The store failed; trying again")
                may_hold_one = True
                await asyncio.sleep(_RETRY_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S if self._database.is_shared else None):
                    await self._work.wait()

    async def _try(self, check: ClaimedCheck) -> None:
        self._under_way, self._stop = check, CancellationToken()
        try:
            await self._run(check, self._stop)
        except GradingCancelledError:
            pass  # What stopped it has stored why.
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - whatever it was, whoever asked is told
            _log.exception("The check %s of %s failed", check.id, check.problem)
            await self._store.fail(check, "The check failed; the log of the judge says why.")
        finally:
            self._under_way = None
