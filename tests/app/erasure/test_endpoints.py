"""Erasing a learner by the API, and a site by its service."""

import pytest
from sqlalchemy import select

from app.audit.entry import SERVICE
from app.auth.caller import Scope
from app.database.tables.audit import audit_entries
from app.database.tables.base import metadata
from app.database.tables.submissions import case_patterns, submissions
from app.erasure.service import ErasureService
from tests.app.problem_files import assert_problem
from tests.app.rejudges.rejudging import ready, start
from tests.app.running import SUBMISSIONS, WAIT, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

LEARNERS = "/api/v1/learners"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def rows(api: Running) -> dict[str, int]:
    """How many rows each table has that has some.

    Two only grow: the audit log, and the ways in which cases can end, which are nobody's own.
    """
    counts = {}
    async with api.database.read() as connection:
        for table in set(metadata.sorted_tables) - {audit_entries, case_patterns}:
            counts[table.name] = len((await connection.execute(select(table))).all())
    return {name: count for name, count in counts.items() if count}


async def fill(api: Running, learner: str, headers: dict[str, str]) -> str:
    """Leave all kinds of rows about a learner; the id of a submission of theirs."""
    answer = await api.submit(
        ACCEPTED,
        prefer="wait=30",
        headers={**headers, "Idempotency-Key": f"key-of-{learner}"},
        learner=learner,
    )
    submission_id: str = answer.json()["id"]
    path = f"{SUBMISSIONS}/{submission_id}/review"
    assert (await api.client.post(path, headers={**headers, **WAIT})).status_code == 200
    return submission_id


async def assign(api: Running, learner: str, headers: dict[str, str]) -> None:
    """Set an assignment with an exception for the learner."""
    wanted = {"title": "Week 1", "problems": [{"problem": "double"}]}
    path = "/api/v1/assignments"
    created = await api.client.post(path, json=wanted, headers=headers)
    path = f"{path}/{created.json()['id']}/exceptions/{learner}"
    answer = await api.client.put(path, json={"extra_tries": 1}, headers=headers)
    assert answer.status_code == 200


class TestLearner:
    async def test_exceptions_go_and_the_assignment_stays(self, api: Running) -> None:
        headers, elsewhere = await api.key("admin"), await api.key("admin", site="other")
        await assign(api, "ada", headers)
        await assign(api, "ada", elsewhere)
        before = await rows(api)
        assert before["assignment_exceptions"] == 2
        await api.client.delete(f"{LEARNERS}/ada", headers=headers)
        assert await rows(api) == before | {"assignment_exceptions": 1}

    async def test_nothing_is_left(self, api: Running, judge: ScriptedJudge) -> None:
        judge.ready = [11]
        headers = await api.key("admin")
        before = await rows(api)
        submission_id = await fill(api, "ada", headers)
        assert (await rows(api))["submissions"] == 2
        answer = await api.client.delete(f"{LEARNERS}/ada", headers=headers)
        assert answer.json() == {"submissions": 1}
        assert await rows(api) == before
        answer = await api.client.get(f"{SUBMISSIONS}/{submission_id}", headers=headers)
        assert_problem(answer, 404, "unknown-submission")
        again = await api.client.delete(f"{LEARNERS}/ada", headers=headers)
        assert again.json() == {"submissions": 0}

    async def test_verdicts_before_a_rejudge_go_too(self, api: Running) -> None:
        before = await rows(api)
        await api.submit(ACCEPTED, prefer="wait=30", learner="ada")
        location = await start(api)
        await ready(api, location)
        answer = await api.client.post(f"{location}/apply")
        assert answer.status_code == 200
        await api.client.delete(f"{LEARNERS}/ada")
        left = await rows(api)
        # The rejudge itself names no learner.
        assert left.pop("rejudges") == 1
        assert left == before

    async def test_others_keep_theirs(self, api: Running) -> None:
        headers, elsewhere = await api.key("admin"), await api.key("admin", site="other")
        kept = [
            await fill(api, "grace", headers),
            await fill(api, "ada", elsewhere),
        ]
        await fill(api, "ada", headers)
        await api.client.delete(f"{LEARNERS}/ada", headers=headers)
        async with api.database.read() as connection:
            ids = (await connection.execute(select(submissions.c.id))).scalars().all()
        assert {*kept} <= {*ids}
        assert len(ids) == 4

    async def test_an_admin_may_name_another_site(self, api: Running) -> None:
        await fill(api, "ada", await api.key("admin", site="other"))
        headers = await api.key("admin")
        answer = await api.client.delete(f"{LEARNERS}/ada?site=other", headers=headers)
        assert answer.json() == {"submissions": 1}

    async def test_what_is_being_judged_is_stopped(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD, learner="ada")
        await judge.has_begun()
        await api.client.delete(f"{LEARNERS}/ada")
        await judge.has_stopped()
        # Its slot is free again.
        assert (await api.submit(ACCEPTED, prefer="wait=30")).status_code == 200

    @pytest.mark.parametrize("scope", ["submit", "read", "author"])
    async def test_only_an_admin_may(self, api: Running, scope: Scope) -> None:
        answer = await api.client.delete(f"{LEARNERS}/ada", headers=await api.key(scope))
        assert_problem(answer, 403, "forbidden")

    async def test_a_name_that_can_be_no_learner_s(self, api: Running) -> None:
        answer = await api.client.delete(f"{LEARNERS}/%00")
        assert_problem(answer, 422, "invalid-request", "learner")


class TestSite:
    async def test_nothing_is_left(self, api: Running) -> None:
        await api.key("admin", site="kept")
        before = await rows(api)
        headers = await api.key("admin", site="practice")
        await fill(api, "ada", headers)
        await assign(api, "ada", headers)
        erased = await ErasureService(api.database).erase_site("practice", SERVICE)
        assert erased is not None
        assert erased.submissions == 2
        assert await rows(api) == before
        answer = await api.client.get(SUBMISSIONS, headers=headers)
        assert_problem(answer, 401, "unauthorized")

    async def test_an_unknown_one(self, api: Running) -> None:
        assert await ErasureService(api.database).erase_site("nobody", SERVICE) is None
