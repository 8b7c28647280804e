"""Submitting: stored once, whatever is sent again; several of one request all or none."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from tests.app.auth.test_session_endpoints import bearer
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "8e03978e-40d5-43dd-bc93-6894a57f9324"}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def is_replay(answer: httpx.Response) -> bool:
    return "idempotent-replay" in answer.headers


class TestTheSameAgain:
    async def test_the_same_again_is_the_same_submission(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        first = await api.submit(ACCEPTED, prefer="wait=20", headers=KEY)
        again = await api.submit(ACCEPTED, headers=KEY)
        assert (is_replay(first), is_replay(again)) == (False, True)
        assert again.status_code == 200
        assert again.json() == first.json()
        assert judge.graded == [ACCEPTED]

    async def test_an_unfinished_twin_answers_with_the_running_one(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        first = await api.submit(HELD, headers=KEY)
        await judge.has_begun()
        again = await api.submit(HELD, headers=KEY)
        assert again.status_code == 202
        assert again.json()["id"] == first.json()["id"]
        assert again.headers["location"] == first.headers["location"]

    async def test_a_twin_may_wait_for_the_verdict(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD, headers=KEY)
        await judge.has_begun()
        waiting = asyncio.create_task(api.submit(HELD, prefer="wait=60", headers=KEY))
        await asyncio.sleep(0.05)
        judge.release()
        answer = await waiting
        assert answer.json()["verdict"] == "accepted"
        assert is_replay(answer)
        assert answer.headers["preference-applied"] == "wait=60"

    async def test_the_same_may_be_written_otherwise(self, api: Running) -> None:
        first = await api.submit(ACCEPTED, headers=KEY, metadata={"a": 1, "b": 2})
        text = json.dumps(
            {
                "priority": "interactive",
                "metadata": {"b": 2, "a": 1},
                "learner": None,
                "source": ACCEPTED,
                "problem": "double",
            },
            indent=2,
        )
        again = await api.client.post(
            SUBMISSIONS, content=text, headers=KEY | {"Content-Type": "application/json"}
        )
        assert is_replay(again)
        assert again.json()["id"] == first.json()["id"]

    @pytest.mark.parametrize(
        "other", [{"source": "other"}, {"learner": "Ada"}, {"metadata": {"a": 1}}]
    )
    async def test_another_request_under_the_key(
        self, api: Running, judge: ScriptedJudge, other: dict[str, object]
    ) -> None:
        await api.submit(ACCEPTED, prefer="wait=20", headers=KEY)
        answer = await api.client.post(
            SUBMISSIONS, json={"problem": "double", "source": ACCEPTED} | other, headers=KEY
        )
        assert_problem(answer, 422, "idempotency-key-reused")
        assert judge.graded == [ACCEPTED]

    async def test_twins_at_the_same_time(self, api: Running, judge: ScriptedJudge) -> None:
        answers = await asyncio.gather(
            *(api.submit(ACCEPTED, prefer="wait=60", headers=KEY) for _ in range(8))
        )
        assert {answer.status_code for answer in answers} == {200}
        assert len({answer.json()["id"] for answer in answers}) == 1
        assert [is_replay(answer) for answer in answers].count(False) == 1
        assert judge.graded == [ACCEPTED]

    async def test_another_site_may_use_the_key_too(self, api: Running) -> None:
        sites = [await api.key("submit", site=site) for site in ("ours", "theirs")]
        answers = [await api.submit(ACCEPTED, headers=KEY | site) for site in sites]
        assert not any(is_replay(answer) for answer in answers)
        assert answers[0].json()["id"] != answers[1].json()["id"]

    async def test_another_learner_may_use_the_key_too(self, api: Running) -> None:
        learners = [await bearer(api, name) for name in ("alice", "bob")]
        first, second = [await api.submit(ACCEPTED, headers=KEY | each) for each in learners]
        assert not is_replay(second)
        assert second.json()["id"] != first.json()["id"]
        assert second.json()["learner"] == "bob"
        for learner, answer in zip(learners, (first, second), strict=True):
            again = await api.submit(ACCEPTED, headers=KEY | learner)
            assert is_replay(again)
            assert again.json()["id"] == answer.json()["id"]

    async def test_another_learner_is_not_told_that_it_is_taken(self, api: Running) -> None:
        await api.submit(ACCEPTED, headers=KEY | await bearer(api, "alice"))
        await api.submit(ACCEPTED, headers=KEY | await api.key("submit"))
        answer = await api.submit("other", headers=KEY | await bearer(api, "bob"))
        assert answer.status_code in (200, 202)
        assert not is_replay(answer)

    async def test_the_keys_of_a_site_share_its_names(self, api: Running) -> None:
        first = await api.submit(ACCEPTED, headers=KEY | await api.key("submit", "read"))
        again = await api.submit(ACCEPTED, headers=KEY | await api.key("submit", "read"))
        assert is_replay(again)
        assert again.json()["id"] == first.json()["id"]

    async def test_a_refused_request_leaves_its_key_free(self, api: Running) -> None:
        refused = await api.submit("x" * 1025, headers=KEY)
        assert refused.status_code == 413
        assert (await api.submit(HELD, headers=KEY)).status_code == 202

    @pytest.mark.parametrize("key", ["", "two words", "k" * 256])
    async def test_what_is_no_key(self, api: Running, key: str) -> None:
        answer = await api.submit(ACCEPTED, headers={"Idempotency-Key": key})
        assert_problem(answer, 422, "invalid-request", "idempotency-key")


BATCH = [{"problem": "double", "source": f"number {n}"} for n in range(3)]


class TestTheSameBatchAgain:
    async def post(self, api: Running, batch: list[dict[str, str]]) -> httpx.Response:
        return await api.client.post(
            f"{SUBMISSIONS}/batch", json={"submissions": batch}, headers=KEY
        )

    async def test_the_same_again(self, api: Running, judge: ScriptedJudge) -> None:
        first = await self.post(api, BATCH)
        for submission in first.json()["submissions"]:
            await api.until_finished(submission["id"])
        again = await self.post(api, BATCH)
        assert is_replay(again)
        states = [
            (submission["id"], submission["status"]) for submission in again.json()["submissions"]
        ]
        assert states == [(each["id"], "finished") for each in first.json()["submissions"]]
        assert len(judge.graded) == 3

    async def test_another_learner(self, api: Running) -> None:
        batch = {"submissions": BATCH}
        answers = [
            await api.client.post(f"{SUBMISSIONS}/batch", json=batch, headers=KEY | learner)
            for learner in (await bearer(api, "alice"), await bearer(api, "bob"))
        ]
        assert not any(is_replay(answer) for answer in answers)
        for answer, name in zip(answers, ("alice", "bob"), strict=True):
            assert {each["learner"] for each in answer.json()["submissions"]} == {name}

    async def test_another_batch_under_the_key(self, api: Running) -> None:
        await self.post(api, BATCH)
        assert_problem(await self.post(api, BATCH[:2]), 422, "idempotency-key-reused")


def entry(source: str, **fields: object) -> dict[str, object]:
    return {"problem": "double", "source": source} | fields


async def post(api: Running, *entries: dict[str, object]) -> httpx.Response:
    return await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": entries})


class TestBatch:
    @pytest.fixture
    def engine(self) -> str:
        return "sqlite"

    async def test_all_are_stored_in_their_order(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        answer = await post(api, *(entry(f"{n}", external_id=f"{n}") for n in range(100)))
        assert answer.status_code == 202
        submissions: list[dict[str, Any]] = answer.json()["submissions"]
        assert [each["external_id"] for each in submissions] == [f"{n}" for n in range(100)]
        assert [each["position"] for each in submissions] == list(range(100))
        assert {each["status"] for each in submissions} == {"queued"}

    async def test_all_are_judged(self, api: Running, judge: ScriptedJudge) -> None:
        answer = await post(api, entry("a"), entry("b"), entry("c"))
        for submission in answer.json()["submissions"]:
            assert (await api.until_finished(submission["id"]))["verdict"] == "accepted"
        assert judge.graded == ["a", "b", "c"]
        assert len(set(judge.seeds)) == 3

    @pytest.mark.parametrize(
        ("wrong", "status", "kind", "field"),
        [
            (entry("x", problem="triple"), 404, "unknown-problem", "submissions.1"),
            (entry("x" * 1025), 413, "source-too-large", "submissions.1"),
            (entry(""), 422, "invalid-request", "submissions.1.source"),
        ],
    )
    async def test_a_wrong_one_is_named_and_none_is_stored(
        self,
        api: Running,
        judge: ScriptedJudge,
        wrong: dict[str, object],
        status: int,
        kind: str,
        field: str,
    ) -> None:
        assert_problem(await post(api, entry("a"), wrong), status, kind, field)
        await api.submit(ACCEPTED, prefer="wait=20")
        assert judge.graded == [ACCEPTED]

    @pytest.mark.parametrize("count", [0, 101])
    async def test_one_to_a_hundred(self, api: Running, count: int) -> None:
        answer = await post(api, *(entry(f"{n}") for n in range(count)))
        assert_problem(answer, 422, "invalid-request", "submissions")

    async def test_only_json(self, api: Running) -> None:
        answer = await api.client.post(f"{SUBMISSIONS}/batch", content="pass")
        assert_problem(answer, 415, "unsupported-media-type")

    async def test_a_key_that_may_not_submit(self, api: Running) -> None:
        reader = await api.key("read")
        answer = await api.client.post(
            f"{SUBMISSIONS}/batch", json={"submissions": [entry("a")]}, headers=reader
        )
        assert_problem(answer, 403, "forbidden")
