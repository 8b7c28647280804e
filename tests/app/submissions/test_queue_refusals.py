import asyncio
from collections.abc import AsyncIterator

import pytest

from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

KEY = {"Idempotency-Key": "k"}


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
async def api(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
    """A small service: its one slot is taken."""
    small = settings.model_copy(
        update={"queue_limit": 4, "in_flight_limit": 2, "rate_limit": "10/hour"}
    )
    async with running(small, judge) as service:
        await service.submit(HELD)
        await judge.has_begun()
        yield service


class TestFullQueue:
    async def test_it_says_when_to_try_again(self, api: Running) -> None:
        for n in range(4):
            assert (await api.submit(f"{n}")).status_code == 202
        answer = await api.submit("one too many")
        assert_problem(answer, 503, "queue-full")
        assert int(answer.headers["retry-after"]) >= 1

    async def test_there_is_room_again_once_something_is_judged(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        ids = [(await api.submit(f"{n}")).json()["id"] for n in range(4)]
        assert (await api.submit("too early")).status_code == 503
        judge.release()
        for submission_id in ids:
            await api.until_finished(submission_id)
        # At once judged, or not yet.
        assert (await api.submit(ACCEPTED)).is_success
        assert "too early" not in judge.graded

    async def test_a_repeated_request_is_answered_all_the_same(self, api: Running) -> None:
        first = await api.submit("0", headers=KEY)
        for n in range(1, 4):
            await api.submit(f"{n}")
        again = await api.submit("0", headers=KEY)
        assert again.status_code == 202
        assert again.json()["id"] == first.json()["id"]

    async def test_a_batch_needs_room_for_all(self, api: Running) -> None:
        entries = [{"problem": "double", "source": f"{n}"} for n in range(5)]
        answer = await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": entries})
        assert_problem(answer, 503, "queue-full")
        answer = await api.client.post(f"{SUBMISSIONS}/batch", json={"submissions": entries[:4]})
        assert answer.status_code == 202


class TestInFlight:
    async def test_a_key_may_have_so_many(self, api: Running) -> None:
        busy, other = await api.key("submit"), await api.key("submit")
        for n in range(2):
            assert (await api.submit(f"{n}", headers=busy)).status_code == 202
        answer = await api.submit("one too many", headers=busy)
        assert_problem(answer, 429, "too-many-in-flight")
        assert int(answer.headers["retry-after"]) >= 1
        assert (await api.submit("another key", headers=other)).status_code == 202

    async def test_what_was_cancelled_no_longer_counts(self, api: Running) -> None:
        key = await api.key("submit")
        ids = [(await api.submit(f"{n}", headers=key)).json()["id"] for n in range(2)]
        assert (await api.submit("too early", headers=key)).status_code == 429
        await api.client.delete(f"{SUBMISSIONS}/{ids[0]}", headers=key)
        assert (await api.submit(ACCEPTED, headers=key)).status_code == 202


class TestRate:
    async def test_a_key_may_send_so_many_in_a_time(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        judge.release()
        key = await api.key("submit")
        answers = [await api.submit(f"{n}", prefer="wait=20", headers=key) for n in range(11)]
        assert [answer.status_code for answer in answers] == [200] * 10 + [429]
        assert_problem(answers[-1], 429, "rate-limited")
        # An hour's ten: the next may come in six minutes at the earliest.
        assert int(answers[-1].headers["retry-after"]) >= 360
        assert answers[0].headers["ratelimit-policy"] == '"submissions";q=10;w=3600'
        remaining = [answer.headers["ratelimit"].split(";")[1] for answer in answers]
        assert remaining == [f"r={n}" for n in (*range(9, -1, -1), 0)]

    async def test_each_of_a_batch_counts(self, api: Running, judge: ScriptedJudge) -> None:
        judge.release()
        key = await api.key("submit")
        entries = [{"problem": "double", "source": f"{n}"} for n in range(11)]
        answer = await api.client.post(
            f"{SUBMISSIONS}/batch", json={"submissions": entries}, headers=key
        )
        assert_problem(answer, 429, "rate-limited")
        answer = await api.client.post(
            f"{SUBMISSIONS}/batch", json={"submissions": entries[:2]}, headers=key
        )
        assert answer.headers["ratelimit"].split(";")[1] == "r=8"

    async def test_other_keys_have_their_own(self, api: Running, judge: ScriptedJudge) -> None:
        judge.release()
        busy, other = await api.key("submit"), await api.key("submit")
        for n in range(10):
            await api.submit(f"{n}", prefer="wait=20", headers=busy)
        assert (await api.submit(ACCEPTED, headers=busy)).status_code == 429
        assert (await api.submit(ACCEPTED, headers=other)).is_success

    async def test_without_a_key_there_is_none(self, api: Running, judge: ScriptedJudge) -> None:
        judge.release()
        answers = await asyncio.gather(*(api.submit("x", prefer="wait=60") for _ in range(4)))
        assert all("ratelimit" not in answer.headers for answer in answers)
