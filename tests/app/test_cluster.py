"""Several processes on one PostgreSQL database: some accept submissions, others judge them."""

from collections.abc import AsyncIterator

import httpx
import pytest

from app.main import create_app
from app.monitoring.service import MonitoringService
from app.settings import Settings
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio


@pytest.fixture
def engine() -> str:
    return "postgresql"


@pytest.fixture
async def front(settings: Settings) -> AsyncIterator[Running]:
    """A process that only accepts."""
    accepting = settings.model_copy(update={"slots": 0, "data_dir": settings.data_dir / "front"})
    async with running(accepting, ScriptedJudge()) as service:
        assert service.parts.get(MonitoringService).sandbox == ()
        yield service


async def judging(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[None]:
    app = create_app(settings, "worker", start_judge=lambda _: judge)
    async with app.router.lifespan_context(app):
        yield


@pytest.fixture
async def worker(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[ScriptedJudge]:
    async for _ in judging(settings, judge):
        yield judge


class TestFront:
    async def test_it_is_ready_without_a_judge_of_its_own(self, front: Running) -> None:
        answer = await front.client.get("/readyz")
        assert answer.json() == {"status": "ready", "sandbox": [], "problems": {}}

    async def test_whoever_waits_gets_the_verdict_of_another_process(
        self, front: Running, worker: ScriptedJudge
    ) -> None:
        answer = await front.submit(ACCEPTED, prefer="wait=30")
        assert answer.status_code == 200
        assert answer.json()["verdict"] == "accepted"
        assert worker.seeds == [answer.json()["seed"]]

    async def test_a_cancellation_ends_what_another_process_runs(
        self, front: Running, worker: ScriptedJudge
    ) -> None:
        submission = (await front.submit(HELD)).json()["id"]
        await worker.has_begun()
        answer = await front.client.delete(f"{SUBMISSIONS}/{submission}")
        assert answer.json()["status"] == "cancelled"
        # Its only slot is free again.
        assert (await front.submit(ACCEPTED, prefer="wait=30")).status_code == 200

    async def test_what_came_while_nobody_judged_is_judged(
        self, front: Running, settings: Settings, judge: ScriptedJudge
    ) -> None:
        submission = (await front.submit(ACCEPTED)).json()["id"]
        async for _ in judging(settings, judge):
            assert (await front.until_finished(submission))["verdict"] == "accepted"


class TestWorker:
    async def test_it_answers_probes_and_nothing_else(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        app = create_app(settings, "worker", start_judge=lambda _: judge)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
            ) as client,
        ):
            assert (await client.get("/readyz")).status_code == 200
            assert (await client.get("/api/v1/problems")).status_code == 404

    async def test_two_share_what_is_queued(
        self, front: Running, worker: ScriptedJudge, settings: Settings
    ) -> None:
        other = ScriptedJudge()
        elsewhere = settings.model_copy(update={"data_dir": settings.data_dir / "other"})
        async for _ in judging(elsewhere, other):
            ids = [(await front.submit(f"{HELD} {n}")).json()["id"] for n in range(2)]
            await worker.has_begun()
            await other.has_begun()
            worker.release()
            other.release()
            documents = [await front.until_finished(each) for each in ids]
        assert {document["verdict"] for document in documents} == {"accepted"}
