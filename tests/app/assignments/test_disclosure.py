"""What learners are shown of their work for assignments, and their site at any time."""

from pathlib import Path
from typing import Any

import pytest

from tests.app.assignments.course import Course, moment
from tests.app.problem_files import assert_problem
from tests.app.running import PATIENCE_S, SUBMISSIONS
from tests.app.scripted_judge import ACCEPTED, NAMED

pytestmark = pytest.mark.anyio

WAIT = {"Prefer": f"wait={PATIENCE_S}"}
EDITORIAL = "/api/v1/problems/double/editorial"
HINT = "/api/v1/problems/double/hints/1"


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def problems_dir(problems_dir: Path) -> Path:
    (problems_dir / "double" / "editorial.md").write_text("Add it to itself.\n")
    (problems_dir / "double" / "hints.md").write_text("Two of them.\n")
    return problems_dir


async def read(course: Course, path: str, headers: dict[str, str]) -> dict[str, Any]:
    answer = await course.api.client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


class TestMistakes:
    async def test_a_learner_is_told_them_when_the_assignment_says(self, course: Course) -> None:
        assignment = await course.set(hints="due", due_at=moment(days=1))
        learner, site = await course.token("ada"), course.site
        course.site = learner
        judged = await course.judged(NAMED, assignment)
        assert (judged["verdict"], judged["hints"]) == ("wrong_answer", [])
        path = f"{SUBMISSIONS}/{judged['id']}"
        assert (await read(course, path, learner))["hints"] == []
        stream = await course.api.client.get(f"{path}/events", headers=learner)
        assert "As it was." not in stream.text
        searched = {"mistake": "known"}
        found = await course.api.client.get(SUBMISSIONS, params=searched, headers=learner)
        assert found.json()["submissions"] == []
        found = await course.api.client.get(SUBMISSIONS, params=searched, headers=site)
        assert [each["id"] for each in found.json()["submissions"]] == [judged["id"]]
        assert (await read(course, path, site))["hints"] != []
        await course.allow(assignment, "ada", due_at=moment(days=-1))
        assert (await read(course, path, learner))["hints"] != []

    async def test_otherwise_at_once(self, course: Course) -> None:
        course.site = await course.token("ada")
        assert (await course.judged(NAMED, await course.set()))["hints"] != []


class TestSmallestInput:
    async def test_its_review_comes_without_it(self, course: Course) -> None:
        assignment = await course.set(smallest_input="closed", closes_at=moment(days=1))
        learner = await course.token("ada")
        judged = await course.judged(NAMED, assignment)
        path = f"{SUBMISSIONS}/{judged['id']}/review"
        asked = await course.api.client.post(path, headers=learner | WAIT)
        assert (asked.status_code, asked.json()["status"]) == (200, "finished")
        assert (asked.json()["smallest"], len(asked.json()["remarks"])) == (None, 1)
        assert (await read(course, path, learner))["smallest"] is None
        assert (await read(course, path, course.site))["smallest"] is not None


class TestEditorial:
    async def test_it_opens_when_the_assignment_says(self, course: Course) -> None:
        assignment = await course.set(editorial="closed", closes_at=moment(days=1))
        await course.judged(ACCEPTED, assignment)
        learner = await course.token("ada")
        answer = await course.api.client.get(EDITORIAL, headers=learner)
        assert_problem(answer, 403, "editorial-closed")
        assert answer.json()["reason"] == "editorial_held_back"
        await course.allow(assignment, "ada", closes_at=moment(days=-1))
        assert (await read(course, EDITORIAL, learner))["text"]

    async def test_what_was_accepted_elsewhere_opens_it(self, course: Course) -> None:
        assignment = await course.set(editorial="never")
        await course.judged(ACCEPTED, assignment)
        await course.hand_in(ACCEPTED, None)
        assert (await read(course, EDITORIAL, await course.token("ada")))["text"]


class TestHints:
    async def test_an_exclusive_assignment_keeps_them_closed(self, course: Course) -> None:
        await course.set(exclusive=True, hints="due", due_at=moment(days=1))
        learner = await course.token("ada")
        answer = await course.api.client.get(HINT, headers=learner)
        assert_problem(answer, 403, "hints-closed")
        page = await course.api.client.get("/problems/double", headers=learner)
        assert "Two of them." not in page.text
        assert (await read(course, HINT, course.site))["text"] == "Two of them."

    async def test_another_does_not(self, course: Course) -> None:
        await course.set(hints="never")
        learner = await course.token("ada")
        assert (await read(course, HINT, learner))["text"] == "Two of them."
        page = await course.api.client.get("/problems/double", headers=learner)
        assert "Two of them." in page.text
