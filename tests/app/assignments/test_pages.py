"""The pages about assignments."""

from pathlib import Path

import pytest

from tests.app.assignments.course import ASSIGNMENTS, Course, moment
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
def problems_dir(problems_dir: Path) -> Path:
    (problems_dir / "double" / "editorial.md").write_text("Add it to itself.\n")
    return problems_dir


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
    assert ">2 left</td>" in shown
    problem = await page(course, f"/problems/double?assignment={assignment}", learner)
    assert f'data-assignment="{assignment}"' in problem
    assert "2 tries left" in problem
    assert "Gradebook" not in shown


async def test_a_learner_is_led_to_those_that_are_open(course: Course) -> None:
    await course.set(title="Over", closes_at=moment(days=-1))
    await course.set(title="Later", opens_at=moment(days=1))
    assignment = await course.set(title="Week 1", due_at=moment(days=1))
    home = await page(course, "/", await course.token("ada"))
    assert f'<a href="/assignments/{assignment}">Week 1</a> (due' in home
    assert "Over" not in home
    assert "Later" not in home
    assert "Week 1" not in await page(course, "/", course.instructor)


async def test_however_many_are_newer_and_not_open_a_learner_is_led_to_the_open_ones(
    course: Course,
) -> None:
    first = await course.set(title="Week 1")
    for week in range(2, 6):
        await course.set(title=f"Week {week}", opens_at=moment(days=7 * week))
    over = await course.set(title="Week 0", closes_at=moment(days=-1))
    assert f'<a href="/assignments/{first}">' in await page(course, "/", await course.token("ada"))
    # Who has longer is led there, and told their own time.
    await course.allow(over, "bob", due_at=moment(days=1))
    theirs = await page(course, "/", await course.token("bob"))
    assert f'<a href="/assignments/{over}">Week 0</a> (due' in theirs


async def test_a_problem_without_one_hands_in_to_none(course: Course) -> None:
    assignment = await course.set()
    learner = await course.token("ada")
    assert "data-assignment" not in await page(course, "/problems/double", learner)
    path = f"/problems/triple?assignment={assignment}"
    assert "Unknown assignment" in await page(course, path, learner, status=404)


async def test_what_is_solved_leads_on_in_the_assignment(course: Course) -> None:
    problems = [{"problem": "double"}, {"problem": "triple"}]
    assignment = await course.set(problems=problems)
    learner = await course.token("ada")
    path = f"/problems/double?assignment={assignment}"
    await course.hand_in(ACCEPTED, None)
    # Elsewhere it is solved.
    assert 'data-part="after" hidden' in await page(course, path, learner)
    await course.judged(ACCEPTED, assignment)
    shown = await page(course, path, learner)
    assert 'data-part="after" hidden' not in shown
    assert f'href="/assignments/{assignment}">To the assignment' in shown
    assert f'href="/problems/triple?assignment={assignment}">Next problem' in shown
    assert f'href="/problems/double/editorial?assignment={assignment}">Read' in shown
    editorial = await page(course, f"/problems/double/editorial?assignment={assignment}", learner)
    assert f'href="/problems/triple?assignment={assignment}">Next problem' in editorial
    await course.judged(ACCEPTED, assignment, problem="triple")
    shown = await page(course, path, learner)
    assert "So is all else in the assignment." in shown
    assert "Next problem" not in shown


@pytest.mark.parametrize("when", ["due", "closed", "never"])
async def test_an_editorial_that_is_held_back_is_not_offered(course: Course, when: str) -> None:
    assignment = await course.set(editorial=when, due_at=moment(days=1), closes_at=moment(days=2))
    await course.judged(ACCEPTED, assignment)
    path = f"/problems/double?assignment={assignment}"
    assert "Read the editorial" not in await page(course, path, await course.token("ada"))


async def test_a_problem_names_the_assignments_that_take_it(course: Course) -> None:
    assignment = await course.set(title="Week <1>")
    await course.set(title="Not yet", opens_at=moment(days=1))
    over = await course.set(title="Over", closes_at=moment(days=-1))
    await course.set(title="Another's", problems=[{"problem": "triple"}])
    shown = await page(course, "/problems/double", await course.token("ada"))
    assert "counts for no assignment" in shown
    assert f'<a href="?assignment={assignment}">Week &lt;1&gt;</a>' in shown
    assert shown.count('href="?assignment=') == 1
    await course.allow(over, "bob", closes_at=moment(days=1))
    theirs = await page(course, "/problems/double", await course.token("bob"))
    assert theirs.count('href="?assignment=') == 2
    assert 'href="?assignment=' not in await page(course, "/problems/double", course.site)


async def test_an_earlier_submission_is_opened_where_it_was_handed_in(course: Course) -> None:
    assignment = await course.set()
    other = await course.set(closes_at=moment(days=1))
    learner = await course.token("ada")
    first = (await course.judged(WRONG, assignment))["id"]
    second = (await course.judged(WRONG, other))["id"]
    opened = f"/problems/double?assignment={assignment}&amp;open={first}"
    assert f'href="{opened}"' in await page(course, "/submissions", learner)
    assert f'href="{opened}"' in await page(course, f"/submissions/{first}", learner)
    shown = await page(course, opened.replace("&amp;", "&"), learner)
    assert f'data-assignment="{assignment}"' in shown
    # Where it is not taken any more, it can be tried all the same.
    fields = {"title": "Over", "problems": [{"problem": "double"}], "closes_at": moment(days=-1)}
    assert (await course.ask("PUT", f"/{other}", json=fields)).status_code == 200
    path = f"/problems/double?assignment={other}&open={second}"
    assert "data-assignment" not in await page(course, path, learner)
    fields = {"title": "Changed", "problems": [{"problem": "triple"}]}
    assert (await course.ask("PUT", f"/{other}", json=fields)).status_code == 200
    assert "data-assignment" not in await page(course, path, learner)


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
    assert "In the assignment" not in blank
    fields = {"problems": [{"problem": "triple", "points": 2.5}], "tries": 4, "hints": "due"}
    assignment = await course.set(**fields, due_at="2026-01-08T12:00:00Z")
    form = await page(course, f"/assignments/{assignment}/edit", course.instructor)
    assert 'data-problem="triple" checked' in form
    assert 'value="2.5" data-points="triple"' in form
    assert 'data-problem="double" >' in form
    places = [form.index(f'data-problem="{name}"') for name in ("triple", "double")]
    assert form.index("In the assignment") < places[0] < places[1]
    assert 'data-at="2026-01-08T12:00:00+00:00"' in form
    assert '<option value="due" selected>' in form


@pytest.mark.parametrize("path", ["new", "{}/edit", "{}/grades"])
async def test_the_instructors_pages_are_theirs(course: Course, path: str) -> None:
    place = f"/assignments/{path.format(await course.set())}"
    await page(course, place, await course.token("ada"), status=403)
