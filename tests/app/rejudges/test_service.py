import pytest

from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.rejudges.rejudging import STRICT, ChangingJudge, become_strict, judged, ready, start
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class TestPreview:
    async def test_it_tells_what_would_change(self, api: Running) -> None:
        changing, same = await judged(api, STRICT), await judged(api, ACCEPTED)
        await become_strict(api)
        document = await ready(api, await start(api, note="stricter"))
        assert document["status"] == "ready"
        assert (document["total"], document["judged"], document["changed"]) == (2, 2, 1)
        assert document["transitions"] == [
            {"before": "accepted", "after": "wrong_answer", "count": 1}
        ]
        assert document["changes"] == [
            {
                "submission": changing,
                "before": "accepted",
                "after": "wrong_answer",
                "score_before": 1.0,
                "score_after": 0.0,
            }
        ]
        for submission in (changing, same):
            assert (await api.read(submission))["verdict"] == "accepted"

    async def test_the_cases_are_those_of_before(self, api: Running, judge: ScriptedJudge) -> None:
        await judged(api, ACCEPTED)
        await ready(api, await start(api))
        [before, again] = judge.seeds
        assert before == again

    async def test_other_cases_where_they_are_asked_for(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await judged(api, ACCEPTED)
        await ready(api, await start(api, fresh_seeds=True))
        [before, again] = judge.seeds
        assert before != again

    async def test_no_list_shows_what_is_judged_again(self, api: Running) -> None:
        submission = await judged(api, ACCEPTED)
        await ready(api, await start(api))
        listed = (await api.client.get(SUBMISSIONS)).json()["submissions"]
        assert [each["id"] for each in listed] == [submission]

    async def test_it_waits_for_submissions(self, api: Running, judge: ScriptedJudge) -> None:
        await judged(api, "first")
        await api.submit(HELD)
        await judge.has_begun(2)
        location = await start(api)
        later = await api.submit("later", priority="batch")
        assert later.json()["position"] == 0
        judge.release()
        await ready(api, location)
        assert judge.graded == ["first", HELD, "later", "first"]


class TestApply:
    async def test_the_new_verdict_is_current_and_the_old_one_kept(self, api: Running) -> None:
        submission = await judged(api, STRICT)
        before = await api.read(submission)
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        document = (await api.client.post(f"{location}/apply")).json()
        assert document["status"] == "applied"
        assert document["changed"] == 1
        after = await api.read(submission)
        assert (after["id"], after["verdict"]) == (submission, "wrong_answer")
        assert after["revision"] == api.catalogue.problem("double").revision
        kept = await api.client.get(f"{SUBMISSIONS}/{submission}/judgements")
        [judgement] = kept.json()["judgements"]
        assert judgement["rejudge"] == document["id"]
        assert judgement["judged_at"] == before["finished_at"]
        for field in ("id", "verdict", "revision", "seed"):
            assert judgement["verdict"][field] == before[field]

    async def test_the_site_is_told_of_what_changes(self, api: Running) -> None:
        url = "https://site.example/verdicts"
        changing = await judged(api, STRICT, callback_url=url)
        await judged(api, ACCEPTED, callback_url=url)
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        await api.client.post(f"{location}/apply")
        listed = (await api.client.get("/api/v1/webhooks/deliveries")).json()["deliveries"]
        told = [each["submission_id"] for each in listed if each["event"] == "submission.rejudged"]
        assert told == [changing]

    async def test_the_review_of_the_old_verdict_is_forgotten(self, api: Running) -> None:
        submission = await judged(api, STRICT)
        await api.client.post(f"{SUBMISSIONS}/{submission}/review", headers={"Prefer": "wait=30"})
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        await api.client.post(f"{location}/apply")
        again = await api.client.get(f"{SUBMISSIONS}/{submission}/review")
        assert again.status_code == 404

    async def test_a_second_time_changes_nothing(self, api: Running) -> None:
        submission = await judged(api, STRICT)
        location = await start(api)
        await ready(api, location)
        for _ in range(2):
            assert (await api.client.post(f"{location}/apply")).status_code == 200
        kept = await api.client.get(f"{SUBMISSIONS}/{submission}/judgements")
        assert len(kept.json()["judgements"]) == 1

    async def test_rolled_back_and_judged_again_it_is_as_before(self, api: Running) -> None:
        submission = await judged(api, STRICT)
        first = api.catalogue.problem("double").revision
        await become_strict(api)
        for wanted in ({}, {"revision": first}):
            location = await start(api, **wanted)
            await ready(api, location)
            await api.client.post(f"{location}/apply")
        assert (await api.read(submission))["verdict"] == "accepted"
        kept = (await api.client.get(f"{SUBMISSIONS}/{submission}/judgements")).json()
        verdicts = [each["verdict"]["verdict"] for each in kept["judgements"]]
        assert verdicts == ["accepted", "wrong_answer"]

    async def test_not_before_all_is_judged(self, api: Running, judge: ScriptedJudge) -> None:
        await judged(api, ACCEPTED)
        await api.submit(HELD)
        await judge.has_begun(2)
        location = await start(api)
        assert_problem(await api.client.post(f"{location}/apply"), 409, "not-judged-yet")

    async def test_what_the_judge_fails_on_keeps_its_verdict(self, api: Running) -> None:
        submission = await judged(api, "later a failure")
        await become_strict(api)
        location = await start(api)
        document = await ready(api, location)
        assert (document["failed"], document["changed"]) == (1, 0)
        await api.client.post(f"{location}/apply")
        assert (await api.read(submission))["verdict"] == "accepted"


class TestCancel:
    async def test_it_ends_what_runs_and_what_waits(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        judge.release()
        await judged(api, HELD)
        await judged(api, ACCEPTED)
        judge.hold()
        location = await start(api)
        await judge.has_begun(3)
        document = (await api.client.delete(location)).json()
        assert document["status"] == "cancelled"
        await judge.has_stopped()
        assert_problem(await api.client.post(f"{location}/apply"), 409, "not-judged-yet")
        assert judge.graded == [HELD, ACCEPTED, HELD]


class TestRestart:
    async def test_it_goes_on(self, settings: Settings, judge: ScriptedJudge) -> None:
        async with running(settings, judge) as api:
            await judged(api, STRICT)
            await api.submit(HELD)
            await judge.has_begun(2)
            location = await start(api)
        after = ChangingJudge()
        after.release()
        async with running(settings, after) as api:
            assert (await ready(api, location))["judged"] == 1
