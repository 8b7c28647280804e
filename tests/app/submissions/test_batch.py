from typing import Any

import httpx
import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio


def entry(source: str, **fields: object) -> dict[str, object]:
    return {"problem": "double", "source": source} | fields


async def post(api: Running, *entries: dict[str, object]) -> httpx.Response:
    return await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": entries})


class TestSubmitBatch:
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
