"""Checking problems: one check at a time in each process that judges."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial

from app.core.errors import StoreError
from app.database.database import Database
from app.database.notifications import Notice
from app.problem_checks.repository import CheckStore
from app.problem_checks.schemas import CheckProgress, ClaimedCheck, Report
from app.problems.catalogue import unpacked
from app.problems.going_live import NoSuchRevisionError, StaleRevisionError
from app.problems.publication_repository import PublicationStore
from app.problems.schemas import NewPublication
from app.worker.idle_work import IdleJudge
from app.worker.preview import preview
from app.worker.worker import Worker
from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.verification.check import CheckFailedError
from graders.verification.check import check as check_problem
from graders.verification.publication import check_publication
from graders.verification.report import PublicationReport
from graders.verification.subject import Progress

# Notices wake it at once; this covers lost notices and checks that others abandoned.
_LOOK_S = 10.0
_RETRY_S = 1.0
_BETWEEN_WRITES_S = 0.5

_log = logging.getLogger(__name__)


class CheckWorker:
    """Claims queued checks, and runs them while no submission waits."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._database = database
        self._store = CheckStore(database)
        self._publications = PublicationStore(database)
        self._worker = worker
        self._work = asyncio.Event()
        self._under_way: ClaimedCheck | None = None
        self._stop = CancellationToken()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Check while the context lasts; a check that its end interrupts is requeued."""
        with self._database.notices.listening(self._hear):
            task = asyncio.create_task(self._keep_checking())
            try:
                yield
            finally:
                self._stop.request()
                task.cancel()
                await asyncio.wait([task])
                self._thread.shutdown(wait=False)
                with suppress(StoreError):
                    await self._store.requeue(self._worker.id)

    def _hear(self, notice: Notice) -> None:
        if notice.subject in ("checks", "missed"):
            self._work.set()
        elif self._under_way is not None and notice == Notice("ended", self._under_way.id):
            self._stop.request()

    async def _keep_checking(self) -> None:
        while True:
            self._work.clear()
            try:
                await self._store.recover()
                check = await self._store.claim_next(self._worker.id)
                if check is not None:
                    await self._check(check)
                    continue
            except StoreError:
                _log.exception("The store failed; trying again")
                await asyncio.sleep(_RETRY_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(_LOOK_S if self._database.is_shared else None):
                    await self._work.wait()

    async def _check(self, check: ClaimedCheck) -> None:
        self._under_way, self._stop = check, CancellationToken()
        progress: list[CheckProgress] = []
        recording = asyncio.create_task(self._keep_recording(check, progress, self._stop))
        try:
            report = await asyncio.get_running_loop().run_in_executor(
                self._thread, partial(self._report, check, progress.append, self._stop)
            )
        except GradingCancelledError:
            return
        except CheckFailedError as error:
            await self._store.fail(check, str(error))
        except Exception:  # noqa: BLE001 - whatever it was, whoever asked is told
            _log.exception("The check %s of %s failed", check.id, check.problem)
            await self._store.fail(check, "The check failed; the log of the judge says why.")
        else:
            await self._finish(check, report)
        finally:
            self._under_way = None
            recording.cancel()
            await asyncio.wait([recording])

    async def _finish(self, check: ClaimedCheck, report: Report) -> None:
        if isinstance(report, PublicationReport) and report.ready:
            publication = NewPublication(
                check.problem, check.revision, check.site, check.key_id, check.note or ""
            )
            try:
                # Before the end is stored: if this process dies in between, it is tried again.
                await self._publications.publish(publication, check.replaces)
            except (StaleRevisionError, NoSuchRevisionError):
                await self._store.fail(
                    check, "Another revision went live meanwhile: look at it, and publish again."
                )
                return
        await self._store.finish(check, report)

    def _report(
        self,
        check: ClaimedCheck,
        on_progress: Callable[[CheckProgress], None],
        stop: CancellationToken,
    ) -> Report:
        problem = unpacked(check.problem, check.archive)
        judge = IdleJudge(self._worker.judge, lambda: self._worker.has_time, stop)
        if check.kind == "preview":
            return preview(judge, problem, check.added, on_progress)

        def tell(progress: Progress) -> None:
            on_progress(CheckProgress(**asdict(progress)))

        if check.kind == "publication":
            return check_publication(judge, problem, on_progress=tell)
        return check_problem(judge, problem, on_progress=tell)

    async def _keep_recording(
        self, check: ClaimedCheck, progress: list[CheckProgress], stop: CancellationToken
    ) -> None:
        recorded = 0
        while True:
            await asyncio.sleep(_BETWEEN_WRITES_S)
            if len(progress) > recorded:
                recorded = len(progress)
                with suppress(StoreError):
                    if not await self._store.record_progress(check, progress[-1]):
                        stop.request()
