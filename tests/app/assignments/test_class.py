"""A class of forty through one assignment: gradebook, exceptions and a rejudge agree."""

import asyncio
import csv
from io import StringIO
from typing import Any

import pytest

from tests.app.assignments.course import Course, moment
from tests.app.rejudges.rejudging import STRICT, ChangingJudge, become_strict, ready, start
from tests.app.running import Running
from tests.app.scripted_judge import JUDGE_ERROR, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

PROBLEMS = [{"problem": "double", "points": 2}, {"problem": "triple", "points": 1}]
# Five learners each, and what they hand in to `double`, one after the other.
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
IN_EACH = 5
LATE = 0.5


@pytest.fixture
def judge() -> ScriptedJudge:
    return ChangingJudge()


@pytest.fixture
async def course(api: Running) -> Course:
    admin = await api.key("admin")
    api.client.headers.update(admin)
    return Course(api, instructor=admin, site=admin)


def learners(group: str) -> list[str]:
    return [f"{group} {number}" for number in range(IN_EACH)]


async def grades(course: Course, assignment: str) -> dict[str, dict[str, Any]]:
    """The gradebook by learner, page after page; the table and each standing say the same."""
    found: dict[str, dict[str, Any]] = {}
    query: dict[str, Any] = {"limit": 17}
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
    for learner in list(found)[::10]:
        assert await course.standing(assignment, learner) == found[learner]
    return found


# So many submissions take minutes on a busy machine.
@pytest.mark.timeout(900)
async def test_a_class(course: Course) -> None:
    assignment = await course.set(
        problems=PROBLEMS,
        due_at=moment(hours=-1),
        closes_at=moment(days=7),
        late={"percent_off": 50},
        tries=2,
    )
    for learner in learners("with an extension"):
        await course.allow(assignment, learner, due_at=moment(days=1))
    for learner in learners("with another try"):
        await course.allow(assignment, learner, extra_tries=1)

    for learner in learners("right at once"):
        await course.until_judged("right", assignment, learner=learner, problem="triple")

    async def take_part(learner: str, sources: list[str]) -> None:
        for source in sources:
            await course.until_judged(source, assignment, learner=learner)

    await asyncio.gather(
        *(take_part(each, sources) for group, sources in GROUPS.items() for each in learners(group))
    )

    expected = dict.fromkeys(GROUPS, LATE * 2)
    expected |= {"right at once": LATE * 3, "never right": 0.0, "with an extension": 2.0}
    before = await grades(course, assignment)
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
    assert await grades(course, assignment) == before
    answer = await course.api.client.post(f"/api/v1/rejudges/{rejudge['id']}/apply")
    assert answer.status_code == 200

    changed = {"right for now": 0.0, "right for now after all": 0.0}
    after = await grades(course, assignment)
    assert {each: row["points"] for each, row in after.items()} == by_learner(expected | changed)
    assert {each: row["problems"][0]["tries"] for each, row in after.items()} == by_learner(tries)

    # The extension ends: what was in time is late.
    for learner in learners("with an extension"):
        await course.ask("DELETE", f"/{assignment}/exceptions/{learner}")
    changed["with an extension"] = LATE * 2
    ended = await grades(course, assignment)
    assert {each: row["points"] for each, row in ended.items()} == by_learner(expected | changed)


def by_learner(by_group: dict[str, Any]) -> dict[str, Any]:
    return {each: value for group, value in by_group.items() for each in learners(group)}
