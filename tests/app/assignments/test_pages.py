"""The pages about assignments."""

import pytest

from tests.app.assignments.course import ASSIGNMENTS, Course, moment
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def engine() -> str:
    return "sqlite"


async def page(course: Course, path: str, headers: dict[str, str], status: int = 200) -> str:
    answer = await course.api.client.get(path, headers=BROWSER | headers)
    assert answer.status_code == status
    return answer.text


async def test_a_learner_sees_what_is_due_and_left(course: Course) -> None:
    assignment = await course.set(tries=3, due_at=moment(days=1), title="Week <1>")
    await course.judged(WRONG, assignment)
    learner = await course.token("ada")
    listed = await page(course, "/assignments", learner)
    assert f'<a href="/assignments/{assignment}">Week &lt;1&gt;</a>' in listed
    assert "Set an assignment" not in listed
    shown = await page(course, f"/assignments/{assignment}", learner)
    assert f'href="/problems/double?assignment={assignment}"' in shown
    assert "not yet" in shown
    assert '<td class="number">2</td>' in shown
    problem = await page(course, f"/problems/double?assignment={assignment}", learner)
    assert f'data-assignment="{assignment}"' in problem
    assert "2 tries left" in problem
    assert "Gradebook" not in shown


async def test_a_problem_without_one_hands_in_to_none(course: Course) -> None:
    assignment = await course.set()
    learner = await course.token("ada")
    assert "data-assignment" not in await page(course, "/problems/double", learner)
    path = f"/problems/triple?assignment={assignment}"
    assert "Unknown assignment" in await page(course, path, learner, status=404)


async def test_an_instructor_hands_nothing_in(course: Course) -> None:
    path = f"/problems/double?assignment={await course.set()}"
    shown = await page(course, path, course.instructor)
    assert "data-assignment" not in shown
    assert "counts for no assignment" in shown


async def test_the_gradebook_and_its_exceptions(course: Course) -> None:
    assignment = await course.set(due_at=moment(days=-1.5), late={"percent_off": 20})
    await course.judged(ACCEPTED, assignment, learner="a <b>")
    await course.allow(assignment, "bob", extra_tries=2, note="was <ill>")
    shown = await page(course, f"/assignments/{assignment}/grades", course.instructor)
    assert "a &lt;b&gt;" in shown
    assert ">0.8</a>" in shown
    assert "2 d late" in shown
    assert "was &lt;ill&gt;" in shown
    assert f'href="{ASSIGNMENTS}/{assignment}/grades.csv"' in shown


async def test_the_form_has_what_is_set(course: Course) -> None:
    blank = await page(course, "/assignments/new", course.instructor)
    assert 'data-assignment-form=""' in blank
    fields = {"problems": [{"problem": "triple", "points": 2.5}], "tries": 4, "hints": "due"}
    assignment = await course.set(**fields, due_at="2026-01-08T12:00:00Z")
    form = await page(course, f"/assignments/{assignment}/edit", course.instructor)
    assert 'data-problem="triple" checked' in form
    assert 'value="2.5" data-points="triple"' in form
    assert 'data-problem="double" >' in form
    assert 'data-at="2026-01-08T12:00:00+00:00"' in form
    assert '<option value="due" selected>' in form


@pytest.mark.parametrize("path", ["new", "{}/edit", "{}/grades"])
async def test_the_instructors_pages_are_theirs(course: Course, path: str) -> None:
    place = f"/assignments/{path.format(await course.set())}"
    await page(course, place, await course.token("ada"), status=403)
