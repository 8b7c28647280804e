from typing import Any

import pytest

from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import DOUBLE
from tests.app.rejudges.rejudging import ready, start
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, NAMED, WRONG, WRONG_TOO

pytestmark = pytest.mark.anyio

UNNAMED = f"{DOUBLE}/statistics/unnamed"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def groups(api: Running, query: str = "", **headers: str) -> list[dict[str, Any]]:
    answer = await api.client.get(f"{UNNAMED}{query}", headers=headers)
    assert answer.status_code == 200
    found: list[dict[str, Any]] = answer.json()["groups"]
    return found


async def submitted(api: Running, source: str, learner: str | None = None) -> str:
    answer = await api.submit(source, prefer="wait=20", learner=learner)
    submission: str = answer.json()["id"]
    return submission


async def test_those_that_do_the_same_are_one_group_and_the_largest_is_first(
    api: Running,
) -> None:
    other = await submitted(api, WRONG_TOO, "eve")
    for source in (ACCEPTED, NAMED, WRONG):
        await submitted(api, source)
    for learner in ("ada", "ada", "bob"):
        newest = await submitted(api, f"{WRONG}  # as {learner} writes it", learner)
    same = {"verdict": "wrong_answer", "message": "As the script says.", "made_into": None}
    assert await groups(api) == [
        {"submissions": 4, "learners": 2, "example": newest, **same},
        {"submissions": 1, "learners": 1, "example": other, **same},
    ]
    assert await groups(api, "?last_day=2000-01-01") == []


async def test_a_group_is_known_once_its_mistake_is_published_and_judged_again(
    api: Running,
) -> None:
    submission = await submitted(api, WRONG)
    body = {"submission": submission, "title": "Not doubled", "hint": "Double it."}
    made = await api.client.post(f"{DOUBLE}/mistakes", json=body)
    assert made.status_code == 201
    [group] = await groups(api)
    assert group["made_into"] == "not_doubled"
    page = await api.client.get("/problems/double/statistics", headers={"Accept": "text/html"})
    assert "not doubled</a>" in page.text
    await api.client.delete(f"{DOUBLE}/draft")
    [group] = await groups(api)
    assert group["made_into"] is None
    page = await api.client.get("/problems/double/statistics", headers={"Accept": "text/html"})
    assert f'href="/submissions/{submission}#mistake-title"' in page.text


async def test_judging_again_keeps_what_groups(api: Running) -> None:
    submission = await submitted(api, WRONG)
    location = await start(api)
    await ready(api, location)
    assert (await api.client.post(f"{location}/apply")).status_code == 200
    [group] = await groups(api)
    assert group["example"] == submission


async def test_a_site_sees_its_own(api: Running) -> None:
    ours, theirs = await api.key("author", "submit"), await api.key("author", site="elsewhere")
    await api.submit(WRONG, prefer="wait=20", headers=ours)
    assert len(await groups(api, **ours)) == 1
    assert await groups(api, **theirs) == []


async def test_what_groups_is_shown_to_nobody(api: Running) -> None:
    submission = await submitted(api, WRONG)
    assert "likeness" not in (await api.client.get(f"{SUBMISSIONS}/{submission}")).text
    assert "likeness" not in (await api.client.get(UNNAMED)).text


async def test_who_may_not(api: Running) -> None:
    answer = await api.client.get(UNNAMED, headers=await api.key("read", "submit"))
    assert_problem(answer, 403, "forbidden")


async def test_an_unknown_problem(api: Running) -> None:
    answer = await api.client.get("/api/v1/problems/none/statistics/unnamed")
    assert_problem(answer, 404, "unknown-problem")
