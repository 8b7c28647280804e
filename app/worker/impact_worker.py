"""The impact of previewed cases: whose verdicts would change, of the latest submissions."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from functools import partial

from app.database.database import Database
from app.problem_checks.impact_repository import ImpactStore
from app.problem_checks.repository import CheckStore
from app.problem_checks.schemas import CheckProgress, ClaimedCheck, ImpactChange, ImpactReport
from app.problems.catalogue import unpacked
from app.problems.schemas import ProblemState
from app.worker.check_claims import CheckClaims
from app.worker.idle_work import IdleJudge
from app.worker.worker import Worker
from graders.core.cancellation import CancellationToken
from graders.core.verdict import Outcome
from graders.verification.changed_cases import ChangedCases, Judged

_BETWEEN_WRITES_S = 0.5
_GONE = (
    "The problem has changed meanwhile: what was previewed is neither its draft nor live, and "
    "changes neither of them. Preview it again."
)


class ImpactWorker:
    """Tries submissions one after the other, each while no submission and no check waits."""

    def __init__(
        self,
        database: Database,
        worker: Worker,
        states: Callable[[], Mapping[str, ProblemState]],
        is_checking: Callable[[], bool],
    ) -> None:
        """Prepare to try.

        Args:
            database: where impacts and submissions are.
            worker: judges.
            states: the states of all problems.
            is_checking: whether this process runs another check, which comes first.
        """
        self._store = CheckStore(database)
        self._impacts = ImpactStore(database)
        self._worker = worker
        self._states = states
        self._is_checking = is_checking
        self._claims = CheckClaims(database, worker.id, self._try_all, impacts=True)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="impact")

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Try while the context lasts; an impact that its end interrupts begins again later."""
        try:
            async with self._claims.running():
                yield
        finally:
            self._thread.shutdown(wait=False)

    async def _try_all(self, check: ClaimedCheck, stop: CancellationToken) -> None:
        problem = await asyncio.to_thread(unpacked, check.problem, check.archive)
        changed = ChangedCases(problem, check.added)
        judge = IdleJudge(self._worker.judge, self._has_time, stop)
        ids = await self._impacts.latest(check.problem, check.visible_site)
        report = ImpactReport(total=len(ids), tried=0, failed=0, changes=())
        write_at = 0.0
        for submission_id in ids:
            if not self._is_wanted(check):
                await self._store.fail(check, _GONE)
                return
            if time.monotonic() >= write_at:
                progress = CheckProgress(stage="submissions", done=report.tried, total=report.total)
                if not await self._store.record_progress(check, progress, report):
                    return
                write_at = time.monotonic() + _BETWEEN_WRITES_S
            report = report.with_tried(await self._change(check, changed, judge, submission_id))
        await self._store.finish(check, report)

    async def _change(
        self, check: ClaimedCheck, changed: ChangedCases, judge: IdleJudge, submission_id: str
    ) -> ImpactChange | None:
        """How a submission ends before and after; None if it was deleted."""
        found = await self._impacts.submission(submission_id)
        if found is None:
            return None
        # On another revision its results say nothing about the cases that stay.
        is_known = found.revision == check.replaces
        results = found.case_outcomes if is_known else None
        judged = Judged(found.source, found.seed, found.outcome, results)
        after: Outcome = await asyncio.get_running_loop().run_in_executor(
            self._thread, partial(changed.outcome, judge, judged)
        )
        return ImpactChange(submission=submission_id, before=found.outcome, after=after)

    def _has_time(self) -> bool:
        return self._worker.has_time and not self._is_checking()

    def _is_wanted(self, check: ClaimedCheck) -> bool:
        """Whether what is tried, or what it was made from, still is the draft or live."""
        state = self._states().get(check.problem)
        if state is None or state.is_archived:
            return False
        return bool({check.revision, check.replaces} & {state.live, state.draft})
