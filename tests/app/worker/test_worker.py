import asyncio
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from app.core.errors import StoreError
from app.database.opening import open_database
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from graders.problem.package import load_problem
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, CRASH, HELD, JUDGE_ERROR, ScriptedJudge
from tests.app.stored import claim_next

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def crash(settings: Settings) -> None:
    """What a process that was killed leaves behind: a running row, and nobody who runs it."""
    async with open_database(settings) as database:
        assert await claim_next(SubmissionStore(database), "a worker that is gone") is not None


async def stored_while_nobody_judges(settings: Settings, source: str) -> str:
    async with running(settings, ScriptedJudge()) as api:
        api.watches.close()
        held = await api.submit(HELD)
        later = await api.submit(source)
        assert held.status_code == later.status_code == 202
        submission_id: str = later.json()["id"]
    return submission_id


def losing_its_first_answer(method: Callable[..., Awaitable[object]]) -> object:
    """The method of a store, which fails the first time that it has done something."""
    answers: list[object] = []

    async def losing(*args: object, **kwargs: object) -> object:
        answer = await method(*args, **kwargs)
        if answer is not None and not answers:
            answers.append(answer)
            raise StoreError("the connection broke")
        return answer

    return losing


class TestOrder:
    async def test_first_come_first_judged(self, api: Running, judge: ScriptedJudge) -> None:
        sources = [HELD, *(f"number {number}" for number in range(8))]
        for source in sources[:-1]:
            await api.submit(source)
        judge.release()
        await api.submit(sources[-1], prefer="wait=60")
        assert judge.graded == sources

    async def test_a_burst_is_judged_as_a_whole(self, api: Running, judge: ScriptedJudge) -> None:
        answers = await asyncio.gather(*(api.submit(f"{n}", prefer="wait=60") for n in range(30)))
        assert {answer.status_code for answer in answers} == {200}
        assert sorted(judge.graded) == sorted(f"{n}" for n in range(30))

    async def test_warm_problems_first(
        self, problems_dir: Path, settings: Settings, judge: ScriptedJudge
    ) -> None:
        shutil.copytree(problems_dir / "double", problems_dir / "cold")
        document = problems_dir / "cold" / "problem.toml"
        document.write_text(document.read_text().replace('name = "double"', 'name = "cold"'))
        async with running(settings, judge) as api:
            judge.warmed[:] = ["double"]
            await api.submit(HELD)
            await judge.has_begun()
            cold = await api.submit("cold", problem="cold")
            await api.submit("warm")
            judge.release()
            await api.until_finished(cold.json()["id"])
        assert judge.graded == [HELD, "warm", "cold"]


class TestDraws:
    async def test_each_learner_gets_each_draw_once_before_one_comes_again(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        judge.ready = [11, 12, 13]
        for learner in ("ada", "grace", None):
            for _ in range(2):
                answers = [
                    await api.submit(ACCEPTED, prefer="wait=60", learner=learner) for _ in range(3)
                ]
                assert {answer.json()["seed"] for answer in answers} == {*judge.ready}
        assert {*judge.seeds} == {*judge.ready}

    async def test_a_batch_gets_them_too(self, api: Running, judge: ScriptedJudge) -> None:
        judge.ready = [11, 12, 13]
        entry = {"problem": "double", "source": ACCEPTED, "learner": "ada"}
        answer = await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": [entry] * 3})
        assert answer.status_code == 202
        documents = [await api.until_finished(each["id"]) for each in answer.json()["submissions"]]
        assert {document["seed"] for document in documents} == {*judge.ready}

    async def test_a_run_uses_none(self, api: Running, judge: ScriptedJudge) -> None:
        judge.ready = [11]
        run = {"problem": "double", "source": ACCEPTED}
        answer = await api.client.post("/api/v1/runs", json=run, headers={"Prefer": "wait=60"})
        assert answer.json()["seed"] not in judge.ready


class TestSlots:
    async def test_as_many_run_at_once_as_there_are_slots(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings.model_copy(update={"slots": 3}), judge) as api:
            held = [api.submit(f"{HELD} {n}", prefer="wait=60") for n in range(6)]
            answers = asyncio.gather(*held)
            await judge.has_begun(3)
            judge.release()
            await answers
        assert judge.most_at_once == 3


class TestRestart:
    async def test_what_was_queued_is_judged(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        submission_id = await stored_while_nobody_judges(settings, ACCEPTED)
        judge.release()
        async with running(settings, judge) as api:
            document = await api.until_finished(submission_id)
        assert document["verdict"] == "accepted"
        assert judge.graded == [HELD, ACCEPTED]

    async def test_what_was_running_is_judged_on_the_same_cases(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        first = ScriptedJudge()
        async with running(settings, first) as api:
            submission_id = (await api.submit(HELD)).json()["id"]
            await first.has_begun()
        assert first.closed
        judge.release()
        async with running(settings, judge) as api:
            document = await api.until_finished(submission_id)
        assert document["verdict"] == "accepted"
        assert judge.seeds == first.seeds == [document["seed"]]

    async def test_orderly_stops_are_no_failures(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings, judge) as api:
            submission_id = (await api.submit(HELD)).json()["id"]
            await judge.has_begun()
        for _ in range(4):
            next_judge = ScriptedJudge()
            async with running(settings, next_judge):
                await next_judge.has_begun()
        last = ScriptedJudge()
        last.release()
        async with running(settings, last) as api:
            assert (await api.until_finished(submission_id))["verdict"] == "accepted"

    async def test_the_third_crash_ends_in_a_judge_error(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings, ScriptedJudge()) as api:
            submission_id = (await api.submit(HELD)).json()["id"]
        for _ in range(2):
            await crash(settings)
            async with open_database(settings) as database:
                await SubmissionStore(database).fail_running()
        await crash(settings)
        async with running(settings, judge) as api:
            document = await api.until_finished(submission_id)
        assert document["verdict"] == "judge_error"
        assert judge.graded == []

    async def test_after_two_crashes_it_is_judged(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings, ScriptedJudge()) as api:
            submission_id = (await api.submit(HELD)).json()["id"]
        await crash(settings)
        async with open_database(settings) as database:
            await SubmissionStore(database).fail_running()
        await crash(settings)
        judge.release()
        async with running(settings, judge) as api:
            assert (await api.until_finished(submission_id))["verdict"] == "accepted"

    async def test_it_is_judged_on_the_revision_that_it_was_accepted_for(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        submission_id = await stored_while_nobody_judges(settings, ACCEPTED)
        statement = settings.problems_dir / "double" / "statement.md"
        before = load_problem(statement.parent).revision
        statement.write_text("Another.")
        judge.release()
        async with running(settings, judge) as api:
            document = await api.until_finished(submission_id)
            assert api.catalogue.problem("double").revision != before
        assert document["verdict"] == "accepted"
        assert document["revision"] == before

    async def test_a_revision_that_can_t_be_used_any_longer_is_a_judge_error(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        submission_id = await stored_while_nobody_judges(settings, ACCEPTED)
        async with open_database(settings) as database, database.write() as transaction:
            await transaction.execute(text("UPDATE submissions SET revision = 'of old'"))
        async with running(settings, judge) as api:
            document = await api.until_finished(submission_id)
        assert document["verdict"] == "judge_error"
        assert document["problem"] == "double"


class TestCancel:
    async def test_a_lost_notice_costs_no_more_than_a_case(
        self, api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.worker.case_progress._BETWEEN_WRITES_S", 3.0)
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        async with api.database.write() as transaction:
            await transaction.execute(
                text("UPDATE submissions SET status = 'cancelled', finished_at = created_at")
            )
        await judge.has_stopped()
        assert (await api.read(submission_id))["status"] == "cancelled"


class TestStore:
    async def test_a_verdict_outlives_a_store_that_fails_for_a_while(
        self, api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.core.retry._RETRY_S", 0.01)
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        async with api.database.write() as transaction:
            await transaction.execute(text("ALTER TABLE submissions RENAME TO away"))
        judge.release()
        await asyncio.sleep(0.05)
        async with api.database.write() as transaction:
            await transaction.execute(text("ALTER TABLE away RENAME TO submissions"))
        assert (await api.until_finished(submission_id))["verdict"] == "accepted"
        assert judge.graded == [HELD]


class TestLostAnswers:
    """The database has done what it was asked to, and its answer is lost."""

    async def test_what_was_claimed_is_judged(
        self, api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.core.retry._RETRY_S", 0.01)
        await api.submit(HELD)
        await judge.has_begun()
        lost = losing_its_first_answer(SubmissionStore.claim)
        monkeypatch.setattr(SubmissionStore, "claim", lost)
        waiting = [(await api.submit(f"number {number}")).json()["id"] for number in range(2)]
        judge.release()
        for submission in waiting:
            assert (await api.until_finished(submission))["verdict"] == "accepted"

    async def test_what_was_begun_as_it_was_stored_is_judged(
        self, api: Running, judge: ScriptedJudge, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        judge.warmed.append("double")
        lost = losing_its_first_answer(SubmissionStore.add_running)
        monkeypatch.setattr(SubmissionStore, "add_running", lost)
        # One that comes before the worker has come to rest is queued.
        for number in range(100):
            named = {"Idempotency-Key": f"{number}"}
            answer = await api.submit(ACCEPTED, prefer="wait=60", headers=named)
            if answer.status_code == 503:
                break
            await asyncio.sleep(0.05)
        assert answer.status_code == 503
        answer = await api.submit(ACCEPTED, headers=named)
        assert (await api.until_finished(answer.json()["id"]))["verdict"] == "accepted"


class TestFailures:
    async def test_the_others_are_judged_all_the_same(self, api: Running) -> None:
        sources = [CRASH, JUDGE_ERROR, ACCEPTED]
        answers = await asyncio.gather(*(api.submit(s, prefer="wait=60") for s in sources))
        verdicts = [answer.json()["verdict"] for answer in answers]
        assert verdicts == ["judge_error", "judge_error", "accepted"]
