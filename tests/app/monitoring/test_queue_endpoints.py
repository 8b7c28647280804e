import asyncio
from typing import Any

import pytest

from app.auth.caller import Scope
from app.jobs.workers import Memory, WorkerEntry, WorkerStore
from app.settings import Settings
from tests.app.problems.test_authoring_endpoints import CASE
from tests.app.rejudges.rejudging import ready
from tests.app.rejudges.rejudging import start as rejudge
from tests.app.running import PATIENCE_S, Running, running
from tests.app.scripted_judge import HELD, REVIEW_HELD, ScriptedJudge
from tests.app.test_openapi import openapi, validate

pytestmark = pytest.mark.anyio

QUEUE = "/api/v1/queue"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def read(api: Running) -> dict[str, Any]:
    answer = await api.client.get(QUEUE)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


def depths(document: dict[str, Any]) -> dict[str, int]:
    return {queue["name"]: queue["depth"] for queue in document["queues"]}


class TestQueue:
    async def test_nothing_waits(self, api: Running) -> None:
        document = await read(api)
        assert depths(document) == {"interactive": 0, "batch": 0, "rejudgement": 0}
        assert {queue["oldest_s"] for queue in document["queues"]} == {None}
        assert (document["running"], document["slots"]) == (0, 1)

    async def test_what_waits_by_priority(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit("first", "wait=20")
        await api.submit(HELD)
        await judge.has_begun(2)
        await rejudge(api)
        for priority in ("batch", "interactive", "batch"):
            await api.submit("waits", priority=priority)
        document = await read(api)
        assert depths(document) == {"interactive": 1, "batch": 2, "rejudgement": 1}
        assert all(queue["oldest_s"] >= 0 for queue in document["queues"])
        assert document["running"] == 1

    async def test_one_that_would_have_to_wait_is_estimated_to_take_longer(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        at_once = (await read(api))["estimate_s"]
        await api.submit(HELD)
        await judge.has_begun()
        behind_one = (await read(api))["estimate_s"]
        await api.submit("waits")
        behind_two = (await read(api))["estimate_s"]
        assert at_once < behind_one < behind_two


class TestWorkers:
    async def test_what_it_runs(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        [worker] = (await read(api))["workers"]
        [running] = worker["running"]
        assert running.pop("for_s") >= 0
        assert running == {"submission": submission_id, "kind": "submission", "problem": "double"}

    async def test_what_a_review_is_of(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await api.submit(REVIEW_HELD, "wait=20")).json()["id"]
        await api.client.post(f"/api/v1/submissions/{submission_id}/review")
        await judge.has_begun(2)
        [worker] = (await read(api))["workers"]
        [running] = worker["running"]
        assert (running["submission"], running["kind"]) == (submission_id, "review")

    async def test_what_it_told_of_itself(self, api: Running) -> None:
        counts = {"fork": 5, "fresh": 1, "killed_wall": 2, "dropped": 1, "parents_lost": 3}
        entry = WorkerEntry("f" * 32, "elsewhere", 4711, slots=2)
        memory = Memory(resident_mb=210.06, warm_mb=1024.0)
        await WorkerStore(api.database).heartbeat(entry, counts, memory)
        document = await read(api)
        assert document["slots"] == 3
        [worker] = [each for each in document["workers"] if each["host"] == "elsewhere"]
        assert worker.pop("started_at")
        assert worker.pop("last_seen_s") >= 0
        assert worker == {
            "id": "f" * 32,
            "host": "elsewhere",
            "process": 4711,
            "slots": 2,
            "running": [],
            "strategies": {"fork": 5, "fresh": 1},
            "kills": {"wall": 2},
            "parents_lost": 3,
            "resident_mb": 210.1,
            "warm_mb": 1024.0,
        }

    async def test_it_tells_of_its_memory(self, api: Running) -> None:
        [worker] = (await read(api))["workers"]
        assert worker["resident_mb"] > 10
        assert worker["warm_mb"] == 512

    async def test_it_tells_again_while_it_runs(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch, judge: ScriptedJudge
    ) -> None:
        monkeypatch.setattr("app.worker.worker.INTERVAL_S", 0.01)
        async with running(settings, judge) as api:
            monkeypatch.setattr(judge, "warm_memory_mb", lambda: 7.0)
            for _ in range(1000):
                [worker] = (await read(api))["workers"]
                if worker["warm_mb"] == 7:
                    break
                await asyncio.sleep(0.01)
            assert worker["warm_mb"] == 7


class TestBesideSubmissions:
    async def test_a_check_and_who_runs_it(self, api: Running, judge: ScriptedJudge) -> None:
        assert (await read(api))["checks"] == []
        await api.submit(HELD)
        await judge.has_begun()
        started = (await api.client.post("/api/v1/problems/double/check")).json()
        for _ in range(100 * PATIENCE_S):
            document = await read(api)
            [check] = document["checks"]
            if check["worker"] is not None:
                break
            await asyncio.sleep(0.01)
        assert check.pop("for_s") >= 0
        [worker] = document["workers"]
        assert check == {
            "id": started["id"],
            "kind": "check",
            "problem": "double",
            "worker": worker["id"],
            "progress": None,
        }
        await api.client.delete(f"/api/v1/checks/{started['id']}")
        assert (await read(api))["checks"] == []

    async def test_how_far_a_preview_is(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        await api.client.post("/api/v1/problems/double/cases/preview", json={"case": CASE})
        for _ in range(100 * PATIENCE_S):
            [preview] = (await read(api))["checks"]
            if preview["progress"] is not None:
                break
            await asyncio.sleep(0.01)
        assert preview["kind"] == "preview"
        # The reference is run twice, and there is one example.
        assert preview["progress"] == {"stage": "reference", "done": 0, "total": 3}

    async def test_what_is_judged_again_until_it_is(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        for _ in range(2):
            await api.submit("judged", "wait=20")
        await api.submit(HELD)
        await judge.has_begun(3)
        location = await rejudge(api)
        [again] = (await read(api))["rejudges"]
        assert again.pop("for_s") >= 0
        assert again == {
            "id": location.rsplit("/", 1)[1],
            "problem": "double",
            "judged": 0,
            "total": 2,
        }
        judge.release()
        await ready(api, location)
        assert (await read(api))["rejudges"] == []


@pytest.mark.parametrize(
    ("scope", "status"), [("admin", 200), ("author", 403), ("read", 403), ("metrics", 403)]
)
async def test_only_admins_see_it(api: Running, scope: Scope, status: int) -> None:
    headers = await api.key(scope)
    assert (await api.client.get(QUEUE)).status_code == 401
    assert (await api.client.get(QUEUE, headers=headers)).status_code == status


async def test_the_answer_is_as_declared(api: Running, judge: ScriptedJudge) -> None:
    document = await openapi(api)
    await api.submit("first", "wait=20")
    await api.submit(HELD)
    await judge.has_begun(2)
    await rejudge(api)
    await api.client.post("/api/v1/problems/double/check")
    answer = await api.client.get(QUEUE)
    validate(document, answer, QUEUE, "get")
    example = document["components"]["schemas"]["QueueState"]["examples"][0]
    assert example.keys() == answer.json().keys()
    for part in ("workers", "checks", "rejudges"):
        assert example[part][0].keys() == answer.json()[part][0].keys()
