import asyncio

import httpx
import pytest

from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import (
    ACCEPTED,
    HELD,
    JUDGE_ERROR,
    REVIEW_CRASH,
    REVIEW_HELD,
    WRONG,
    ScriptedJudge,
)

pytestmark = pytest.mark.anyio


async def judged(api: Running, source: str) -> str:
    """The id of a submission that has its verdict."""
    submission_id: str = (await api.submit(source, prefer="wait=60")).json()["id"]
    return submission_id


async def ask(api: Running, submission_id: str, prefer: str = "wait=60") -> httpx.Response:
    return await api.client.post(
        f"{SUBMISSIONS}/{submission_id}/review", headers={"Prefer": prefer}
    )


async def read(api: Running, submission_id: str) -> httpx.Response:
    return await api.client.get(f"{SUBMISSIONS}/{submission_id}/review")


class TestReview:
    async def test_of_a_wrong_submission(self, api: Running) -> None:
        submission_id = await judged(api, WRONG)
        answer = await ask(api, submission_id)
        assert answer.status_code == 200
        assert answer.headers["preference-applied"] == "wait=60"
        document = answer.json()
        assert (document["submission"], document["status"]) == (submission_id, "finished")
        assert document["smallest"]["arguments"] == {"x": 1.0}
        assert [remark["kind"] for remark in document["remarks"]] == ["slow"]
        assert document["reproducers"] == [{"case": "sample", "script": "# sample"}]
        assert (await read(api, submission_id)).json() == document

    async def test_of_an_accepted_one(self, api: Running) -> None:
        document = (await ask(api, await judged(api, ACCEPTED))).json()
        assert (document["smallest"], document["reproducers"]) == (None, [])
        assert document["remarks"] != []

    async def test_the_verdict_stays_as_it_was(self, api: Running) -> None:
        submission_id = await judged(api, WRONG)
        verdict = await api.read(submission_id)
        await ask(api, submission_id)
        assert await api.read(submission_id) == verdict

    async def test_it_is_there_to_read(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = await judged(api, REVIEW_HELD)
        await judge.has_begun()
        answer = await ask(api, submission_id, prefer="wait=0")
        assert answer.status_code == 202
        location = answer.headers["location"]
        assert location == f"{SUBMISSIONS}/{submission_id}/review"
        assert answer.json()["status"] in ("queued", "running")
        await judge.has_begun()
        assert (await api.client.get(location)).json()["status"] == "running"
        judge.release()
        finished = await ask(api, submission_id)
        assert finished.status_code == 200
        assert (await api.client.get(location)).json() == finished.json()

    async def test_nothing_is_reviewed_unasked(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = await judged(api, WRONG)
        assert_problem(await read(api, submission_id), 404, "not-reviewed")
        assert judge.reviewed == []

    async def test_of_what_the_judge_failed_at_it_is_empty(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        submission_id = await judged(api, JUDGE_ERROR)
        nothing: dict[str, object] = {
            "submission": submission_id,
            "status": "finished",
            "smallest": None,
            "remarks": [],
            "reproducers": [],
        }
        assert (await read(api, submission_id)).json() == nothing
        answer = await ask(api, submission_id)
        assert (answer.status_code, answer.json()) == (200, nothing)
        assert judge.reviewed == []


class TestOnce:
    async def test_asking_again(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = await judged(api, WRONG)
        first, second = [await ask(api, submission_id) for _ in range(2)]
        assert first.json() == second.json()
        assert judge.reviewed == [WRONG]

    async def test_at_the_same_time(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = await judged(api, WRONG)
        answers = await asyncio.gather(*(ask(api, submission_id) for _ in range(5)))
        assert [answer.status_code for answer in answers] == [200] * 5
        assert judge.reviewed == [WRONG]


class TestFailure:
    async def test_it_is_tried_three_times(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = await judged(api, REVIEW_CRASH)
        answer = await ask(api, submission_id)
        assert (answer.status_code, answer.json()["status"]) == (200, "failed")
        assert answer.json()["remarks"] == []
        assert judge.reviewed == [REVIEW_CRASH] * 3
        assert (await api.read(submission_id))["verdict"] == "accepted"


class TestGivingWay:
    async def test_no_submission_waits_for_its_end(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        submission_id = await judged(api, REVIEW_HELD)
        await ask(api, submission_id, prefer="wait=0")
        await judge.has_begun(2)
        answer = await api.submit(ACCEPTED, prefer="wait=60")
        assert answer.json()["verdict"] == "accepted"
        await judge.has_stopped()
        judge.release()
        assert (await ask(api, submission_id)).json()["status"] == "finished"


class TestRestart:
    async def test_the_next_process_does_it(self, settings: Settings, judge: ScriptedJudge) -> None:
        async with running(settings, judge) as api:
            submission_id = await judged(api, REVIEW_HELD)
            await ask(api, submission_id, prefer="wait=0")
            await judge.has_begun(2)
        next_judge = ScriptedJudge()
        next_judge.release()
        async with running(settings, next_judge) as api:
            assert (await ask(api, submission_id)).json()["status"] == "finished"
        assert next_judge.reviewed == [REVIEW_HELD]

    async def test_a_problem_that_has_changed_since(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings, judge) as api:
            submission_id = await judged(api, WRONG)
        toml = settings.problems_dir / "double" / "problem.toml"
        toml.write_text(toml.read_text().replace("4096.25", "4096.5"))
        async with running(settings, judge) as api:
            assert (await ask(api, submission_id)).json()["status"] == "finished"
        assert judge.reviewed == [WRONG]


class TestApart:
    async def test_no_list_shows_it(self, api: Running) -> None:
        submission_id = await judged(api, WRONG)
        await ask(api, submission_id)
        listed = (await api.client.get(SUBMISSIONS)).json()["submissions"]
        assert [each["id"] for each in listed] == [submission_id]

    async def test_another_site_does_not_see_it(self, api: Running) -> None:
        submission_id = await judged(api, WRONG)
        await ask(api, submission_id)
        key = await api.key("read", site="another")
        path = f"{SUBMISSIONS}/{submission_id}/review"
        for answer in (
            await api.client.get(path, headers=key),
            await api.client.post(path, headers=key),
        ):
            assert_problem(answer, 404, "unknown-submission")


class TestRefusal:
    async def test_half_of_the_queue_is_kept_for_submissions(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        small = settings.model_copy(update={"queue_limit": 2})
        async with running(small, judge) as api:
            first, second = [await judged(api, WRONG) for _ in range(2)]
            await api.submit(HELD)
            assert (await ask(api, first, prefer="wait=0")).status_code == 202
            answer = await ask(api, second)
            assert_problem(answer, 503, "queue-full")
            assert int(answer.headers["retry-after"]) >= 1
            assert (await api.submit(ACCEPTED)).status_code == 202

    async def test_an_unfinished_submission(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        assert_problem(await ask(api, submission_id), 409, "not-finished")
        assert_problem(await read(api, submission_id), 404, "not-reviewed")

    async def test_a_cancelled_one(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        await api.client.delete(f"{SUBMISSIONS}/{submission_id}")
        assert_problem(await ask(api, submission_id), 409, "not-finished")

    async def test_an_unknown_one(self, api: Running) -> None:
        assert_problem(await ask(api, "0" * 32), 404, "unknown-submission")

    async def test_a_run(self, api: Running) -> None:
        body = {"problem": "double", "source": ACCEPTED}
        started = await api.client.post("/api/v1/runs", json=body, headers={"Prefer": "wait=60"})
        assert_problem(await ask(api, started.json()["id"]), 404, "unknown-submission")

    async def test_a_key_that_may_not_read(self, api: Running) -> None:
        submission_id = await judged(api, WRONG)
        headers = await api.key("submit")
        answer = await api.client.post(f"{SUBMISSIONS}/{submission_id}/review", headers=headers)
        assert_problem(answer, 403, "forbidden")
