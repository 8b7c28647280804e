"""A class through one assignment: all that tells the grades agrees at any time.

That is the gradebook, its table, each learner's standing, and what the learning platform was told.
"""

import asyncio
import csv
from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

import pytest

from app.lti.platform_repository import PlatformStore
from app.lti.tool_keys import new_private_key
from app.settings import Settings
from tests.app.assignments.course import Course, moment
from tests.app.lti.launching import JUDGE, Launching
from tests.app.lti.platform import CLAIM, learning_platform
from tests.app.rejudges.rejudging import STRICT, ChangingJudge, become_strict, ready, start
from tests.app.running import PATIENCE_S, Running
from tests.app.scripted_judge import JUDGE_ERROR, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

PROBLEMS = [{"problem": "double", "points": 2}, {"problem": "triple", "points": 1}]
# Two learners each, and what they hand in to `double`, one after the other.
GROUPS: dict[str, list[str]] = {
    "right at once": ["right"],
    "right in the end": [WRONG, "right"],
    "right for now": [STRICT],
    "right for now after all": [WRONG, STRICT],
    "never right": [WRONG, WRONG],
    "the judge failed": [JUDGE_ERROR, WRONG, "right"],
    "with an extension": ["right"],
    "with another try": [WRONG, WRONG, "right"],
}
SETTINGS: dict[str, Any] = {
    "title": "Week 1",
    "problems": PROBLEMS,
    "due_at": moment(hours=-1),
    "closes_at": moment(days=7),
    "late": {"percent_off": 50},
    "tries": 2,
}
IN_EACH = 2
LATE = 0.5
# They follow the link in their course after they have handed in.
LATER = "right in the end"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"public_url": JUDGE})


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()


@pytest.fixture
async def course(api: Running) -> Course:
    admin = await api.key("admin")
    api.client.headers.update(admin)
    return Course(api, instructor=admin, site=admin)


@pytest.fixture
async def lti(api: Running) -> AsyncIterator[Launching]:
    with learning_platform() as platform:
        store = PlatformStore(api.database)
        added = await store.add(platform.registration("practice"), new_private_key())
        keys = (await api.client.get("/lti/jwks")).json()
        platform.tool_keys = lambda: keys
        yield Launching(api, platform, added)


def learners(group: str) -> list[str]:
    return [f"{group} {number}" for number in range(IN_EACH)]


async def grades(course: Course, assignment: str, lti: Launching) -> dict[str, dict[str, Any]]:
    """The gradebook by learner, page after page; all else says the same."""
    found: dict[str, dict[str, Any]] = {}
    query: dict[str, Any] = {"limit": 7}
    while True:
        page = (await course.ask("GET", f"/{assignment}/grades", params=query)).json()
        found |= {row["learner"]: row for row in page["grades"]}
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    table = await course.ask("GET", f"/{assignment}/grades.csv")
    lines = list(csv.DictReader(StringIO(table.text)))
    assert {line["learner"]: float(line["points"]) for line in lines} == {
        learner: row["points"] for learner, row in found.items()
    }
    for learner in list(found)[::4]:
        assert await course.standing(assignment, learner) == found[learner]
    await until_all_is_told(lti)
    assert lti.platform.gradebook == {
        ("/items/7", learner): row["points"] / row["max_points"] for learner, row in found.items()
    }
    return found


async def until_all_is_told(lti: Launching) -> None:
    for _ in range(PATIENCE_S * 50):
        counts = (await PlatformStore(lti.api.database).grade_counts())[lti.registered.id]
        if counts.pending == 0:
            assert counts.failed == 0
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"it is {counts}")


async def follow_the_link(lti: Launching, assignment: str, learner: str) -> None:
    answer = await lti.launch(learner, {f"{CLAIM}/custom": {"assignment": assignment}})
    assert answer.status_code == 303


# So many submissions take minutes on a busy machine.
@pytest.mark.timeout(900)
async def test_a_class(course: Course, lti: Launching) -> None:
    assignment = await course.set(**SETTINGS)
    for learner in learners("with an extension"):
        await course.allow(assignment, learner, due_at=moment(days=1))
    for learner in learners("with another try"):
        await course.allow(assignment, learner, extra_tries=1)

    for group in GROUPS.keys() - {LATER}:
        for learner in learners(group):
            await follow_the_link(lti, assignment, learner)
    for learner in learners("right at once"):
        await course.until_judged("right", assignment, learner=learner, problem="triple")

    async def take_part(learner: str, sources: list[str]) -> None:
        for source in sources:
            await course.until_judged(source, assignment, learner=learner)

    await asyncio.gather(
        *(take_part(each, sources) for group, sources in GROUPS.items() for each in learners(group))
    )

    for learner in learners(LATER):
        await follow_the_link(lti, assignment, learner)

    expected = dict.fromkeys(GROUPS, LATE * 2)
    expected |= {"right at once": LATE * 3, "never right": 0.0, "with an extension": 2.0}
    before = await grades(course, assignment, lti)
    assert {each: row["points"] for each, row in before.items()} == by_learner(expected)
    tries = {group: min(2, len(sources)) for group, sources in GROUPS.items()}
    tries["with another try"] = 3
    assert {each: row["problems"][0]["tries"] for each, row in before.items()} == by_learner(tries)
    used_up = [
        group for group in GROUPS if tries[group] == (3 if group == "with another try" else 2)
    ]
    refused = [await course.hand_in("right", assignment, f"{group} 0") for group in used_up]
    assert {answer.status_code for answer in refused} == {403}

    await become_strict(course.api)
    rejudge = await ready(course.api, await start(course.api))
    assert await grades(course, assignment, lti) == before
    answer = await course.api.client.post(f"/api/v1/rejudges/{rejudge['id']}/apply")
    assert answer.status_code == 200

    changed = {"right for now": 0.0, "right for now after all": 0.0}
    after = await grades(course, assignment, lti)
    assert {each: row["points"] for each, row in after.items()} == by_learner(expected | changed)
    assert {each: row["problems"][0]["tries"] for each, row in after.items()} == by_learner(tries)

    # The extension ends: what was in time is late.
    for learner in learners("with an extension"):
        await course.ask("DELETE", f"/{assignment}/exceptions/{learner}")
    changed["with an extension"] = LATE * 2
    ended = await grades(course, assignment, lti)
    assert {each: row["points"] for each, row in ended.items()} == by_learner(expected | changed)

    # What was late counts in full from now on.
    answer = await course.ask("PUT", f"/{assignment}", json=SETTINGS | {"late": None})
    assert answer.status_code == 200
    in_full = {group: each / LATE for group, each in (expected | changed).items()}
    lenient = await grades(course, assignment, lti)
    assert {each: row["points"] for each, row in lenient.items()} == by_learner(in_full)


def by_learner(by_group: dict[str, Any]) -> dict[str, Any]:
    return {each: value for group, value in by_group.items() for each in learners(group)}
