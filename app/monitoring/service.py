"""The service's state: whether it judges, and what waits and runs."""

from collections.abc import Mapping

from app.database.database import Database
from app.monitoring.errors import NothingJudgesError, OtherTablesError
from app.monitoring.figures import read_figures
from app.monitoring.repository import read_work
from app.monitoring.schemas import QueueDepth, QueueState
from app.problems.catalogue import Catalogue
from app.submissions.wait_estimate import WaitEstimates
from app.submissions.watch import Watches
from app.worker.worker import Worker
from graders.execution.warm_pool import State


class MonitoringService:
    """Answers operators' questions. `StoreError` is raised if the database fails."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        estimates: WaitEstimates,
        watches: Watches,
        worker: Worker | None,
    ) -> None:
        """Watch the parts of the running service; `worker` is None if other processes judge."""
        self._database = database
        self._catalogue = catalogue
        self._estimates = estimates
        self._watches = watches
        self._worker = worker

    async def require_ready(self) -> None:
        """Check that submissions are stored and judged.

        Raises:
            NotReadyError: they are not.
        """
        # Upgraded by a newer version, it is mostly still of use to this one, until it is replaced.
        if not await self._database.is_up_to_date():
            raise OtherTablesError
        is_judging = self._worker is None or self._worker.is_running
        if self._watches.is_closing or not is_judging:
            raise NothingJudgesError

    @property
    def sandbox(self) -> tuple[str, ...]:
        """The layers that passed the attack at the start; none if other processes judge."""
        return () if self._worker is None else self._worker.judge.environment.sandbox

    @property
    def warmth(self) -> Mapping[str, State]:
        """How soon this process judges a submission to each problem."""
        if self._worker is None:
            return {}
        judge = self._worker.judge
        return {name: judge.warmth(each) for name, each in self._catalogue.problems.items()}

    async def queue(self) -> QueueState:
        """Report what waits, what is running, and what the workers did since their start."""
        figures = await read_figures(self._database)
        work = await read_work(self._database)
        waiting = figures.queues["interactive"].depth
        return QueueState(
            at=work.at,
            queues=[
                QueueDepth(
                    name=name,
                    depth=queue.depth,
                    oldest_s=round(queue.oldest_s, 1) if queue.depth else None,
                )
                for name, queue in figures.queues.items()
            ],
            running=figures.running,
            slots=figures.slots,
            estimate_s=round(self._estimates.next_estimate_s(waiting, figures.running), 1),
            workers=work.workers,
            checks=work.checks,
            rejudges=work.rejudges,
        )
