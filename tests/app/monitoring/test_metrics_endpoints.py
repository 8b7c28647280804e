import asyncio
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from app.auth.caller import Scope
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, CRASH, HELD, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

METRICS = "/metrics"


@pytest.fixture
def never_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.monitoring.prometheus._REMEMBERED_S", 0.0)


async def read(api: Running) -> dict[str, float]:
    """The value of each sample, by its name and its labels' values."""
    answer = await api.client.get(METRICS)
    assert answer.status_code == 200
    return {
        " ".join((sample.name.removeprefix("nnx_judge_"), *sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


class TestAccess:
    async def test_prometheus_knows_the_type(self, api: Running) -> None:
        answer = await api.client.get(METRICS)
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"

    @pytest.mark.parametrize(
        ("scope", "status"), [("metrics", 200), ("admin", 200), ("read", 403), ("submit", 403)]
    )
    async def test_once_there_are_keys_it_takes_one_for_it(
        self, api: Running, scope: Scope, status: int
    ) -> None:
        headers = await api.key(scope)
        assert (await api.client.get(METRICS)).status_code == 401
        assert (await api.client.get(METRICS, headers=headers)).status_code == status

    async def test_a_key_for_it_opens_nothing_else(self, api: Running) -> None:
        headers = await api.key("metrics")
        for path in ("/api/v1/problems", f"{SUBMISSIONS}/{'0' * 32}", "/api/v1/keys"):
            assert (await api.client.get(path, headers=headers)).status_code == 403


class TestCounted:
    async def test_verdicts_by_problem(self, api: Running) -> None:
        for source in (ACCEPTED, WRONG, WRONG):
            await api.submit(source, prefer="wait=20")
        metrics = await read(api)
        assert metrics["verdicts_total double accepted"] == 1
        assert metrics["verdicts_total double wrong_answer"] == 2

    async def test_webhooks_by_status(self, api: Running) -> None:
        await api.submit(ACCEPTED, prefer="wait=20", callback_url="https://site.example/verdicts")
        assert (await read(api))["webhook_deliveries pending"] == 1

    async def test_failed_tries_and_the_verdict_that_they_end_in(self, api: Running) -> None:
        await api.until_finished((await api.submit(CRASH)).json()["id"])
        metrics = await read(api)
        assert metrics["failed_tries_total"] == 3
        assert metrics["verdicts_total double judge_error"] == 1

    async def test_the_time_of_each_stage(self, api: Running) -> None:
        await api.submit(ACCEPTED, prefer="wait=20")
        metrics = await read(api)
        for stage in ("queued", "judging", "whole"):
            assert metrics[f"stage_seconds_count {stage}"] == 1
        parts = metrics["stage_seconds_sum queued"] + metrics["stage_seconds_sum judging"]
        assert metrics["stage_seconds_sum whole"] <= parts

    async def test_requests_by_route_whatever_is_asked_for(self, api: Running) -> None:
        for name in ("a", "b"):
            await api.client.get(f"/api/v1/problems/{name}")
            await api.client.get(f"/{name}")
            await api.client.request(name.upper(), "/livez")
        metrics = await read(api)
        counted = "http_request_seconds_count"
        assert metrics[f"{counted} GET /api/v1/problems/{{name}} 404"] == 2
        assert metrics[f"{counted} GET other 404"] == 2
        assert metrics[f"{counted} other /livez 405"] == 2

    async def test_what_the_judge_counts(
        self, api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        counts = {"fork": 5, "killed_wall": 2}
        monkeypatch.setattr(judge, "counts", lambda: counts)
        metrics = await read(api)
        assert metrics["sandbox_events_total fork"] == 5
        assert metrics["sandbox_kills_total wall"] == 2


@pytest.mark.usefixtures("never_remembered")
class TestLookedUp:
    async def test_the_queue_by_priority(self, api: Running, judge: ScriptedJudge) -> None:
        for number in range(3):
            await api.submit(f"{HELD}{number}")
        await judge.has_begun()
        metrics = await read(api)
        assert metrics["running"] == 1
        assert metrics["queue_depth interactive"] == 2
        assert metrics["queue_oldest_seconds interactive"] > 0
        assert metrics["queue_depth batch"] == 0
        assert metrics["queue_oldest_seconds batch"] == 0

    async def test_what_is_judged_again_waits_too(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(ACCEPTED, prefer="wait=20")
        await api.submit(HELD)
        await judge.has_begun(2)
        await api.client.post("/api/v1/rejudges", json={"problem": "double"})
        assert (await read(api))["queue_depth rejudgement"] == 1

    async def test_the_workers(self, api: Running) -> None:
        metrics = await read(api)
        assert (metrics["workers"], metrics["worker_slots"], metrics["store_up"]) == (1, 1, 1)

    async def test_how_late_the_event_loop_is(self, api: Running) -> None:
        # Held for longer than the loop is looked at: so it is late at least once.
        time.sleep(0.6)  # noqa: ASYNC251
        await asyncio.sleep(0.3)
        assert (await read(api))["event_loop_lag_seconds_sum"] > 0.2

    async def test_without_the_store_the_rest_is_shown(self, api: Running) -> None:
        async with api.database.write() as transaction:
            await transaction.execute(text("DROP TABLE webhook_deliveries"))
        metrics = await read(api)
        assert metrics["store_up"] == 0
        assert "queue_depth interactive" not in metrics
        assert "failed_tries_total" in metrics


async def test_the_store_is_not_looked_at_for_each_request(
    api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.monitoring.prometheus._REMEMBERED_S", 3600.0)
    assert (await read(api))["running"] == 0
    await api.submit(HELD)
    await judge.has_begun()
    assert (await read(api))["running"] == 0
