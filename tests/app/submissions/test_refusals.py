"""What is refused is refused shortly, without what was sent, and counts."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, ScriptedJudge

pytestmark = pytest.mark.anyio

PROBLEMS = "/api/v1/problems"
BATCH = f"{SUBMISSIONS}/batch"
ENTRY: dict[str, Any] = {"problem": "double", "source": ACCEPTED}


async def post(
    api: Running, path: str, text: str, headers: dict[str, str] | None = None
) -> httpx.Response:
    sent = {"Content-Type": "application/json"} | (headers or {})
    return await api.client.post(path, content=text, headers=sent)


class TestErrors:
    @pytest.mark.parametrize("fields", [11, 150])
    async def test_ten_are_listed_and_all_are_counted(self, api: Running, fields: int) -> None:
        entry = ENTRY | {f"secret-{n}" * 12: 1 for n in range(fields)}
        answer = await post(api, BATCH, json.dumps({"submissions": [entry] * 100}))
        assert answer.status_code == 422
        document = answer.json()
        assert len(document["errors"]) == 10
        assert document["error_count"] == fields * 100
        assert document["detail"].endswith(f"and {fields * 100 - 10} more")
        assert len(answer.content) < 10_000

    async def test_half_a_million_places_are_not_looked_at(self, api: Running) -> None:
        entry = ENTRY | {f"k{n}": 1 for n in range(5000)}
        answer = await post(api, BATCH, json.dumps({"submissions": [entry] * 100}))
        assert_problem(answer, 422, "invalid-request", "")

    async def test_unknown_parameters(self, api: Running) -> None:
        query = "&".join(f"secret{n}=1" for n in range(2000))
        answer = await api.client.get(f"{SUBMISSIONS}?{query}")
        assert (answer.status_code, answer.json()["error_count"]) == (422, 2000)
        assert len(answer.content) < 10_000

    async def test_a_problem_that_is_wrong_in_many_keys(self, api: Running) -> None:
        toml = "".join(f"{'secret' * 50}{n} = 1\n" for n in range(500))
        body = {"name": "wrong", "files": {"problem.toml": toml}}
        answer = await post(api, PROBLEMS, json.dumps(body))
        assert answer.status_code == 422
        assert "and 495 more" in answer.json()["detail"]
        assert len(answer.content) < 10_000


class TestText:
    @pytest.mark.parametrize(
        "field", ["problem", "source", "learner", "external_id", "callback_url", "priority"]
    )
    async def test_half_a_character_in_a_field(self, api: Running, field: str) -> None:
        answer = await post(api, SUBMISSIONS, json.dumps(ENTRY | {field: "\ud800"}))
        assert_problem(answer, 422, "invalid-request", field)

    @pytest.mark.parametrize("metadata", [{"a": "\ud800"}, {"\udfff": 1}, {"a": [{"b": "\udc00"}]}])
    async def test_half_a_character_in_metadata(
        self, api: Running, metadata: dict[str, object]
    ) -> None:
        answer = await post(api, SUBMISSIONS, json.dumps(ENTRY | {"metadata": metadata}))
        assert answer.status_code == 422

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/api/v1/rejudges", {"problem": "double", "note": "\ud800"}),
            ("/api/v1/runs", ENTRY | {"inputs": [{"\ud800": 1}]}),
            ("/api/v1/keys", {"site": "a", "name": "\ud800", "scopes": ["read"]}),
            (PROBLEMS, {"name": "a", "files": {"problem.toml": "\ud800"}}),
            (PROBLEMS, {"name": "a", "files": {"\ud800": ""}}),
            (f"{PROBLEMS}/double/cases", {"case": {"name": "\ud800"}}),
        ],
    )
    async def test_half_a_character_elsewhere(
        self, api: Running, path: str, body: dict[str, object]
    ) -> None:
        assert (await post(api, path, json.dumps(body))).status_code == 422

    @pytest.mark.parametrize("path", [SUBMISSIONS, BATCH, "/api/v1/runs", PROBLEMS])
    async def test_a_number_without_end(self, api: Running, path: str) -> None:
        answer = await post(api, path, f'{{"problem": "double", "learner": {"1" * 100_000}}}')
        assert_problem(answer, 422, "invalid-request", "")

    async def test_lists_without_end(self, api: Running) -> None:
        answer = await post(api, SUBMISSIONS, f'{{"learner": {"[" * 500}{"]" * 500}}}')
        assert_problem(answer, 422, "invalid-request", "")


class TestRate:
    @pytest.fixture
    async def api(self, settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
        slow = settings.model_copy(update={"rate_limit": "5/hour"})
        async with running(slow, judge) as service:
            yield service

    async def left(self, api: Running, key: dict[str, str], **fields: Any) -> str:
        answer = await api.submit(ACCEPTED, headers=key, **fields)
        return answer.headers["ratelimit"].partition(";t=")[0]

    async def test_refusals_take_nothing_from_the_rate(self, api: Running) -> None:
        key = await api.key("submit")
        assert (await post(api, SUBMISSIONS, "{}", key)).status_code == 422
        entry = ENTRY | {"problem": "unknown"}
        assert (await post(api, SUBMISSIONS, json.dumps(entry), key)).status_code == 404
        batch = json.dumps({"submissions": [ENTRY, entry]})
        assert (await post(api, BATCH, batch, key)).status_code == 404
        assert (await post(api, "/api/v1/runs", json.dumps(entry), key)).status_code == 404
        assert await self.left(api, key) == '"submissions";r=4'

    async def test_what_is_refused_after_it_was_read_has_a_bound_too(self, api: Running) -> None:
        key = await api.key("submit")
        entry = json.dumps(ENTRY | {"problem": "unknown"})
        answers = [await post(api, SUBMISSIONS, entry, key) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [404] * 5 + [429]
        assert answers[-1].json()["reason"] == "refused_too_often"

    async def test_replays_take_nothing_from_the_rate_and_have_a_bound(self, api: Running) -> None:
        key = await api.key("submit")
        named = key | {"Idempotency-Key": "k"}
        answers = [await api.submit(ACCEPTED, headers=named) for _ in range(7)]
        assert [answer.status_code for answer in answers][-1] == 429
        assert answers[-1].json()["reason"] == "replayed_too_often"
        left = [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers[:-1]]
        assert left == ['"submissions";r=4'] * 6
        assert await self.left(api, key) == '"submissions";r=3'

    async def test_who_sends_on_though_the_rate_is_used_up_is_not_read(self, api: Running) -> None:
        key = await api.key("submit")
        answers = [await api.submit(f"{n}", headers=key) for n in range(11)]
        reasons = [answer.json().get("reason") for answer in answers if answer.status_code == 429]
        assert reasons == ["rate_limited"] * 5 + ["refused_too_often"]

    async def test_who_is_refused_too_often_is_not_read(self, api: Running) -> None:
        key, other = await api.key("submit", "author"), await api.key("submit")
        for path in (SUBMISSIONS, BATCH, PROBLEMS, PROBLEMS, "/api/v1/runs"):
            assert (await post(api, path, "{}", key)).status_code == 422
        for path in (SUBMISSIONS, PROBLEMS):
            answer = await post(api, path, "{}", key)
            assert_problem(answer, 429, "rate-limited")
            assert int(answer.headers["retry-after"]) >= 1
        assert (await api.submit(ACCEPTED, headers=other)).is_success

    async def test_what_is_only_read_does_not_count(self, api: Running) -> None:
        key = await api.key("submit", "read")
        for _ in range(8):
            missing = await api.client.get(f"{SUBMISSIONS}/{'0' * 32}", headers=key)
            assert missing.status_code == 404
        assert (await api.submit(ACCEPTED, headers=key)).is_success
