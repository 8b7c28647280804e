from datetime import UTC, datetime, timedelta

import pytest

from app.database.database import Database
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import UnfinishedSubmission
from app.submissions.wait_estimate import WaitEstimates
from tests.app.stored import AMPLE, new, verdict

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def unfinished(position: int | None) -> UnfinishedSubmission:
    return UnfinishedSubmission(
        id="a",
        problem="double",
        status="running" if position is None else "queued",
        created_at=datetime.now(UTC),
        position=position,
    )


async def judged(database: Database, judging_s: float) -> None:
    store = SubmissionStore(database)
    begun_at = datetime.now(UTC) - timedelta(seconds=judging_s)
    claimed = await store.add_running(new("a", created_at=begun_at), AMPLE, "worker")
    await store.finish(claimed, verdict())


class TestWaitEstimates:
    async def test_it_follows_what_judging_took_and_how_many_judge(
        self, database: Database
    ) -> None:
        await judged(database, judging_s=60)
        for worker in ("one", "two"):
            await WorkerStore(database).heartbeat(
                WorkerEntry(worker, "host", 1, slots=3), {}, Memory(0, 0)
            )
        estimates = WaitEstimates(database)
        await estimates.look()
        assert estimates.drain_s(6) == pytest.approx(60, rel=0.1)
        assert estimates.estimate_s(unfinished(None)) == pytest.approx(60, rel=0.1)
        # The first in the queue begins when one of six has ended, and takes as long as another.
        assert estimates.estimate_s(unfinished(0)) == pytest.approx(70, rel=0.1)
        assert estimates.estimate_s(unfinished(5)) == pytest.approx(120, rel=0.1)

    async def test_it_has_an_answer_before_anything_was_judged(self, database: Database) -> None:
        estimates = WaitEstimates(database)
        await estimates.look()
        assert estimates.drain_s(1) > 0
        assert estimates.estimate_s(unfinished(1)) > estimates.estimate_s(unfinished(0)) > 0
