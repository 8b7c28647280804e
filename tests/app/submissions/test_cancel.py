import asyncio

import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class TestCancel:
    async def test_what_is_queued_is_never_judged(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        submission_id = (await api.submit("cancelled")).json()["id"]
        answer = await api.client.delete(f"{SUBMISSIONS}/{submission_id}")
        assert answer.status_code == 200
        assert answer.json()["status"] == "cancelled"
        assert answer.json() == await api.read(submission_id)
        judge.release()
        await api.submit(ACCEPTED, prefer="wait=60")
        assert judge.graded == [HELD, ACCEPTED]

    async def test_what_is_running_is_ended(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await api.submit(HELD)).json()["id"]
        await judge.has_begun()
        await api.client.delete(f"{SUBMISSIONS}/{submission_id}")
        # The only slot is free again, though nobody has released the judge.
        assert (await api.submit(ACCEPTED, prefer="wait=60")).json()["verdict"] == "accepted"
        assert (await api.read(submission_id))["status"] == "cancelled"

    async def test_whoever_waits_for_it_is_answered(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        waiting = asyncio.create_task(api.submit(HELD, prefer="wait=60", external_id="x"))
        await judge.has_begun()
        listed = (await api.client.get(SUBMISSIONS)).json()["submissions"]
        await api.client.delete(f"{SUBMISSIONS}/{listed[0]['id']}")
        answer = await waiting
        assert answer.status_code == 200
        assert answer.json()["status"] == "cancelled"

    async def test_a_second_time_changes_nothing(self, api: Running) -> None:
        path = f"{SUBMISSIONS}/{(await api.submit(HELD)).json()['id']}"
        first = await api.client.delete(path)
        again = await api.client.delete(path)
        assert (first.status_code, again.status_code) == (200, 200)
        assert first.json() == again.json()

    async def test_what_is_judged_stays_judged(self, api: Running) -> None:
        finished = (await api.submit(ACCEPTED, prefer="wait=20")).json()
        answer = await api.client.delete(f"{SUBMISSIONS}/{finished['id']}")
        assert_problem(answer, 409, "already-finished")
        assert await api.read(finished["id"]) == finished

    async def test_an_unknown_id(self, api: Running) -> None:
        answer = await api.client.delete(f"{SUBMISSIONS}/{'0' * 32}")
        assert_problem(answer, 404, "unknown-submission")

    async def test_that_of_another_site_is_not_there(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        ours = await api.key("submit", "read", site="ours")
        theirs = await api.key("submit", site="theirs")
        path = f"{SUBMISSIONS}/{(await api.submit(HELD, headers=ours)).json()['id']}"
        await judge.has_begun()
        assert_problem(await api.client.delete(path, headers=theirs), 404, "unknown-submission")
        assert (await api.client.get(path, headers=ours)).json()["status"] == "running"
