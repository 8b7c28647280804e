"""What is older than the settings say is removed, and everybody is told so; on both databases."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from app.database.database import Database
from app.database.tables.rejudges import judgements
from app.database.tables.submissions import submissions
from app.database.tables.webhooks import webhook_deliveries
from app.retention.service import RetentionService
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from tests.app.problem_files import assert_problem
from tests.app.rejudges.rejudging import ChangingJudge, become_strict, judged, ready, start
from tests.app.running import PATIENCE_S, SUBMISSIONS, WAIT, Running, running
from tests.app.scripted_judge import ACCEPTED, NAMED, WRONG, ScriptedJudge
from tests.app.stored import AMPLE, new, verdict

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}
STATISTICS = "/api/v1/problems/double/statistics"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()


async def age(database: Database, days: int, submission_id: str | None = None) -> None:
    """Have all that has ended, or only this submission, ended so many days earlier."""
    ends = [(submissions, submissions.c.finished_at)]
    if submission_id is None:
        ends.append((judgements, judgements.c.judged_at))
        ends.append((webhook_deliveries, webhook_deliveries.c.due_at))
    async with database.write() as transaction:
        for table, column in ends:
            query = select(table.c.number, column).where(column.is_not(None))
            if submission_id is not None:
                query = query.where(table.c.id == submission_id)
            for row in (await transaction.execute(query)).mappings().all():
                change = update(table).where(table.c.number == row["number"])
                before = {column.name: row[column.name] - timedelta(days=days)}
                await transaction.execute(change.values(before))


async def enforce(database: Database, settings: Settings, **days: int) -> None:
    limits = {f"keep_{what}_days": limit for what, limit in days.items()}
    await RetentionService(database, settings.model_copy(update=limits)).enforce()


async def count(api: Running, kind: str) -> int:
    query = select(func.count()).where(submissions.c.kind == kind)
    async with api.database.read() as connection:
        return (await connection.execute(query)).scalar_one()


async def run_once(api: Running) -> str:
    body = {"problem": "double", "source": ACCEPTED, "inputs": [{"x": 1.0}]}
    answer = await api.client.post("/api/v1/runs", json=body, headers=WAIT)
    assert answer.status_code == 200
    run_id: str = answer.json()["id"]
    return run_id


class TestSources:
    async def test_they_are_gone_and_verdicts_stay(self, api: Running, settings: Settings) -> None:
        submission_id = await judged(api, WRONG)
        await age(api.database, 31)
        before = await api.read(submission_id)
        await enforce(api.database, settings, sources=30)
        assert await api.read(submission_id) == before | {"has_source": False}
        source = await api.client.get(f"{SUBMISSIONS}/{submission_id}/source")
        assert_problem(source, 410, "source-removed")
        async with api.database.read() as connection:
            stored = (await connection.execute(select(submissions.c.source))).scalars().all()
        assert stored == [""]

    async def test_younger_ones_are_kept(self, api: Running, settings: Settings) -> None:
        submission_id = await judged(api, WRONG)
        await age(api.database, 29)
        await enforce(api.database, settings, sources=30, details=30, events=30)
        source = await api.client.get(f"{SUBMISSIONS}/{submission_id}/source")
        assert (source.status_code, source.text) == (200, WRONG)
        assert (await api.read(submission_id))["has_details"]

    async def test_without_settings_everything_is_kept(
        self, api: Running, settings: Settings
    ) -> None:
        submission_id = await judged(api, WRONG)
        await age(api.database, 36_000)
        before = await api.read(submission_id)
        await enforce(api.database, settings)
        assert await api.read(submission_id) == before

    async def test_what_has_none_is_not_reviewed_or_made_a_mistake(
        self, api: Running, settings: Settings
    ) -> None:
        submission_id = await judged(api, WRONG)
        await age(api.database, 31)
        await enforce(api.database, settings, sources=30)
        review = await api.client.post(f"{SUBMISSIONS}/{submission_id}/review", headers=WAIT)
        assert_problem(review, 410, "source-removed")
        wanted = {"submission": submission_id, "title": "A title", "hint": "A hint."}
        made = await api.client.post("/api/v1/problems/double/mistakes", json=wanted)
        assert_problem(made, 410, "source-removed")

    async def test_a_rejudge_leaves_them_out_and_says_so(
        self, api: Running, settings: Settings
    ) -> None:
        old, young = await judged(api, WRONG), await judged(api, ACCEPTED)
        await age(api.database, 31, old)
        await enforce(api.database, settings, sources=30)
        rejudge = await ready(api, await start(api))
        assert (rejudge["total"], rejudge["skipped"]) == (1, 1)
        alone = await ready(api, await start(api, submissions=[old]))
        assert (alone["total"], alone["skipped"]) == (0, 1)
        assert (await ready(api, await start(api, submissions=[young])))["skipped"] == 0


class TestDetails:
    async def test_only_the_summary_stays(self, api: Running, settings: Settings) -> None:
        submission_id = await judged(api, NAMED)
        before = await api.read(submission_id)
        assert before["cases"] != []
        await age(api.database, 31)
        await enforce(api.database, settings, details=30)
        after: dict[str, Any] = await api.read(submission_id)
        summary = await api.client.get(f"{SUBMISSIONS}/{submission_id}?detail=summary")
        assert after == summary.json()
        assert not after["has_details"]
        assert after["has_source"]
        kept = ("verdict", "message", "score", "passed", "total", "groups", "revision", "seed")
        assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
        [hint] = after["hints"]
        assert (hint["mistake"], hint["text"], hint["cases"]) == ("known", "As it was.", [])

    async def test_statistics_and_lists_stay(self, api: Running, settings: Settings) -> None:
        for source in (WRONG, NAMED, ACCEPTED):
            await judged(api, source, learner="ada")
        paths = (STATISTICS, f"{STATISTICS}/unnamed", "/api/v1/learners/problems")
        lists = (f"{SUBMISSIONS}?problem=double&case=sample", "/api/v1/progress")
        before = [(await api.client.get(path)).json() for path in (*paths, *lists)]
        await age(api.database, 31)
        await enforce(api.database, settings, sources=30, details=30)
        after = [(await api.client.get(path)).json() for path in (*paths, *lists)]
        for listed in (before, after):
            for each in listed[3]["submissions"]:
                del each["finished_at"], each["has_source"]
        assert after == before

    async def test_reviews_and_runs_go(self, api: Running, settings: Settings) -> None:
        submission_id = await judged(api, WRONG)
        review = f"{SUBMISSIONS}/{submission_id}/review"
        assert (await api.client.post(review, headers=WAIT)).status_code == 200
        run_id = await run_once(api)
        await age(api.database, 31)
        await enforce(api.database, settings, details=30)
        assert await count(api, "review") == await count(api, "run") == 0
        for request in (api.client.get, api.client.post):
            assert_problem(await request(review), 410, "details-removed")
        assert (await api.client.get(f"/api/v1/runs/{run_id}")).status_code == 404

    async def test_what_was_cancelled(self, api: Running, settings: Settings) -> None:
        submission_id = await judged(api, WRONG)
        async with api.database.write() as transaction:
            cancelled = {"status": "cancelled", "verdict": None, "outcome": None}
            await transaction.execute(update(submissions).values(cancelled))
        await age(api.database, 31)
        await enforce(api.database, settings, sources=30, details=30)
        found = await api.read(submission_id)
        assert (found["status"], found["has_source"]) == ("cancelled", False)

    async def test_earlier_verdicts_go_and_a_new_one_is_kept_from_its_day_on(
        self, api: Running, settings: Settings
    ) -> None:
        submission_id = await judged(api, WRONG)
        await age(api.database, 31)
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        await api.client.post(f"{location}/apply")
        await enforce(api.database, settings, details=30)
        assert (await api.read(submission_id))["has_details"]
        path = f"{SUBMISSIONS}/{submission_id}/judgements"
        [earlier] = (await api.client.get(path)).json()["judgements"]
        assert not earlier["has_details"]
        assert (earlier["verdict"]["cases"], earlier["verdict"]["verdict"]) == ([], "wrong_answer")

    async def test_a_rejudge_that_waited_brings_a_summary(
        self, api: Running, settings: Settings
    ) -> None:
        submission_id = await judged(api, WRONG)
        location = await start(api)
        await ready(api, location)
        await age(api.database, 31)
        await enforce(api.database, settings, details=30)
        await api.client.post(f"{location}/apply")
        found = await api.read(submission_id)
        assert (found["has_details"], found["cases"]) == (False, [])


class TestEvents:
    @pytest.mark.parametrize("limit", ["events", "details"])
    async def test_webhooks_that_are_done_go(
        self, database: Database, settings: Settings, limit: str
    ) -> None:
        store = SubmissionStore(database)
        for status in ("delivered", "failed", "pending"):
            wanted = new(status, callback_url="https://course.example/hook")
            judged_now = verdict().model_copy(update={"id": status})
            await store.finish(await store.add_running(wanted, AMPLE, "worker"), judged_now)
            async with database.write() as transaction:
                of_it = update(webhook_deliveries).where(
                    webhook_deliveries.c.submission_id == status
                )
                await transaction.execute(of_it.values(status=status))
        await age(database, 31)
        await enforce(database, settings, **{limit: 30})
        async with database.read() as connection:
            left = (await connection.execute(select(webhook_deliveries.c.status))).scalars().all()
        assert left == ["pending"]


class TestPages:
    async def read(self, api: Running, path: str) -> Any:
        return await api.client.get(path, headers=BROWSER)

    async def test_they_say_what_is_no_longer_kept(self, api: Running, settings: Settings) -> None:
        old, other = await judged(api, WRONG), await judged(api, ACCEPTED)
        await age(api.database, 31)
        await enforce(api.database, settings, sources=30, details=30)
        page = (await self.read(api, f"/submissions/{old}")).text
        assert "The code is no longer kept." in page
        assert "Open in the editor" not in page
        assert "Make this a known mistake" not in page
        assert (await self.read(api, "/submissions")).text.count("code no longer kept") == 2
        compared = await self.read(api, f"/compare?old={old}&new={other}")
        assert compared.status_code == 410
        assert "no longer kept" in compared.text


async def test_a_service_does_it_by_itself(settings: Settings, judge: ScriptedJudge) -> None:
    async with running(settings, judge) as api:
        submission_id = await judged(api, WRONG)
        await age(api.database, 31)
    limited = settings.model_copy(update={"keep_sources_days": 30})
    async with running(limited, judge) as api:
        for _ in range(100 * PATIENCE_S):
            if not (await api.read(submission_id))["has_source"]:
                return
            await asyncio.sleep(0.01)
    pytest.fail("it is still kept")
