"""Checking problems: one check at a time in each process that judges."""

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import asdict
from functools import partial

from app.core.errors import StoreError
from app.database.database import Database
from app.problem_checks.repository import CheckStore
from app.problem_checks.schemas import CheckProgress, ClaimedCheck, Report
from app.problems.catalogue import unpacked
from app.problems.going_live import NoSuchRevisionError, StaleRevisionError
from app.problems.publication_repository import PublicationStore
from app.problems.schemas import NewPublication
from app.worker.check_claims import CheckClaims
from app.worker.idle_work import IdleJudge
from app.worker.preview import preview
from app.worker.worker import Worker
from graders.core.cancellation import CancellationToken
from graders.verification.check import CheckFailedError
from graders.verification.check import check as check_problem
from graders.verification.publication import check_publication
from graders.verification.report import PublicationReport
from graders.verification.subject import Progress

_BETWEEN_WRITES_S = 0.5


class CheckWorker:
    """Runs queued checks, all but impacts, while no submission waits."""

    def __init__(self, database: Database, worker: Worker) -> None:
        self._store = CheckStore(database)
        self._publications = PublicationStore(database)
        self._worker = worker
        self._claims = CheckClaims(database, worker.id, self._check, impacts=False)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="check")

    @property
    def is_busy(self) -> bool:
        """Whether a check is under way; any thread may ask."""
        return self._claims.is_busy

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Check while the context lasts; a check that its end interrupts is requeued."""
        try:
            async with self._claims.running():
                yield
        finally:
            self._thread.shutdown(wait=False)

    async def _check(self, check: ClaimedCheck, stop: CancellationToken) -> None:
        progress: list[CheckProgress] = []
        recording = asyncio.create_task(self._keep_recording(check, progress, stop))
        try:
            report = await asyncio.get_running_loop().run_in_executor(
                self._thread, partial(self._report, check, progress.append, stop)
            )
        except CheckFailedError as error:
            await self._store.fail(check, str(error))
        else:
            await self._finish(check, report)
        finally:
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
