import asyncio
from typing import Any

import pytest

from app.settings import Settings
from graders.core.verdict import Verdict
from graders.problem.package import Problem
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import put
from tests.app.running import PATIENCE_S, SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, JUDGE_ERROR, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

REJUDGES = "/api/v1/rejudges"
STRICT = "right only where this is not asked"


class ChangingJudge(ScriptedJudge):
    """Where the problem is strict, rejects what says so, and fails on what it would hold."""

    def grade(self, problem: Problem, source: str, **options: Any) -> Verdict:
        if problem.statement == "Strict." and source == STRICT:
            source = WRONG
        if problem.statement == "Strict." and source == "later a failure":
            source = JUDGE_ERROR
        return super().grade(problem, source, **options)


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()


async def judged(api: Running, source: str, **options: Any) -> str:
    answer = await api.submit(source, prefer=f"wait={PATIENCE_S}", **options)
    assert answer.status_code == 200
    submission_id: str = answer.json()["id"]
    return submission_id


async def become_strict(api: Running) -> None:
    assert (await put(api, {"statement.md": b"Strict."})).status_code == 200


async def start(api: Running, **wanted: Any) -> str:
    answer = await api.client.post(REJUDGES, json={"problem": "double"} | wanted)
    assert answer.status_code == 202
    location: str = answer.headers["Location"]
    return location


async def ready(api: Running, location: str) -> dict[str, Any]:
    for _ in range(100 * PATIENCE_S):
        document: dict[str, Any] = (await api.client.get(location)).json()
        if document["status"] != "judging":
            return document
        await asyncio.sleep(0.01)
    pytest.fail("it is still judging")


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


async def listed(api: Running, **request: Any) -> dict[str, Any]:
    answer = await api.client.get(REJUDGES, **request)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


class TestList:
    async def test_each_as_it_is_read_but_for_the_changes(self, api: Running) -> None:
        await judged(api, STRICT)
        await judged(api, ACCEPTED)
        first = await ready(api, await start(api, note="the same"))
        await become_strict(api)
        location = await start(api)
        await ready(api, location)
        await api.client.post(f"{location}/apply")
        cancelled = await start(api)
        await api.client.delete(cancelled)
        again = await start(api, created_after="2100-01-01T00:00:00Z")
        found = (await listed(api))["rejudges"]
        assert [each["status"] for each in found] == ["ready", "cancelled", "applied", "ready"]
        # The first would now turn back what the third has changed.
        assert [each["changed"] for each in found] == [0, 0, 1, 1]
        locations = [again, cancelled, location, f"{REJUDGES}/{first['id']}"]
        for each, place in zip(found, locations, strict=True):
            whole = (await api.client.get(place)).json()
            assert each == {name: whole[name] for name in each}
            assert whole.keys() - each.keys() == {"transitions", "changes"}

    async def test_page_by_page(self, api: Running) -> None:
        locations = [await start(api) for _ in range(3)]
        first = await listed(api, params={"limit": 2, "problem": "double"})
        second = await listed(api, params={"limit": 2, "cursor": first["next"]})
        ids = [each["id"] for each in (*first["rejudges"], *second["rejudges"])]
        assert [f"{REJUDGES}/{each}" for each in ids] == locations[::-1]
        assert second["next"] is None
        assert (await listed(api, params={"problem": "triple"}))["rejudges"] == []

    async def test_only_those_of_the_own_site(self, api: Running) -> None:
        author, other = await api.key("author"), await api.key("author", site="another")
        started = await api.client.post(REJUDGES, json={"problem": "double"}, headers=author)
        rejudge_id = started.json()["id"]
        found = (await listed(api, headers=author))["rejudges"]
        assert [each["id"] for each in found] == [rejudge_id]
        assert (await listed(api, headers=other))["rejudges"] == []
        foreign = await api.client.get(f"{REJUDGES}?cursor={rejudge_id}", headers=other)
        assert_problem(foreign, 404, "unknown-cursor")


class TestSelection:
    async def test_by_id(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        wanted = await judged(api, ACCEPTED)
        assert (await ready(api, await start(api, submissions=[wanted])))["total"] == 1

    async def test_by_time(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        future, past = "2100-01-01T00:00:00Z", "2000-01-01T00:00:00Z"
        for wanted, total in (
            ({"created_after": past, "created_before": future}, 1),
            ({"created_after": future}, 0),
            ({"created_before": past}, 0),
        ):
            assert (await ready(api, await start(api, **wanted)))["total"] == total

    async def test_by_the_revision_that_they_were_judged_on(self, api: Running) -> None:
        await judged(api, ACCEPTED)
        before = api.catalogue.problem("double").revision
        await become_strict(api)
        await judged(api, ACCEPTED)
        assert (await ready(api, await start(api, judged_on=before)))["total"] == 1

    async def test_only_those_of_the_own_site(self, api: Running) -> None:
        author = await api.key("author", "submit")
        await judged(api, ACCEPTED, headers=author)
        await judged(api, ACCEPTED, headers=await api.key("submit", site="another"))
        answer = await api.client.post(REJUDGES, json={"problem": "double"}, headers=author)
        assert answer.json()["total"] == 1

    async def test_too_many(self, api: Running, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("app.rejudges.repository.MOST_SUBMISSIONS", 1)
        for _ in range(2):
            await judged(api, ACCEPTED)
        answer = await api.client.post(REJUDGES, json={"problem": "double"})
        assert_problem(answer, 422, "invalid-request", "created_after")

    async def test_an_unknown_problem(self, api: Running) -> None:
        answer = await api.client.post(REJUDGES, json={"problem": "triple"})
        assert_problem(answer, 404, "unknown-problem")

    async def test_an_unknown_revision(self, api: Running) -> None:
        body = {"problem": "double", "revision": "0" * 16}
        assert_problem(await api.client.post(REJUDGES, json=body), 404, "unknown-revision")


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


class TestScope:
    async def test_authors_only(self, api: Running) -> None:
        author, other = await api.key("author"), await api.key("author", site="another")
        reader = await api.key("read")
        body = {"problem": "double"}
        assert_problem(await api.client.post(REJUDGES, json=body, headers=reader), 403, "forbidden")
        started = await api.client.post(REJUDGES, json=body, headers=author)
        location = started.headers["Location"]
        assert_problem(await api.client.get(location, headers=other), 404, "unknown-rejudge")
        assert_problem(await api.client.delete(location, headers=other), 404, "unknown-rejudge")
