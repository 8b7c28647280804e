"""Assignments in a course of a platform: added, opened, and their totals told."""

from typing import Any

import httpx
import pytest

from tests.app.assignments.course import Course, moment
from tests.app.lti.launching import IN_WINDOW, JUDGE, LINKS, Launching, field, token_of
from tests.app.lti.platform import CLAIM, Score
from tests.app.lti.sending import told
from tests.app.problem_files import assert_problem
from tests.app.rejudges.rejudging import STRICT, become_strict, ready, start
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

LATE: dict[str, Any] = {"due_at": moment(hours=-1), "late": {"percent_off": 50}}
POINTS = [{"problem": "double", "points": 4}]


@pytest.fixture
async def course(lti: Launching) -> Course:
    """The platform's site, with one key for all."""
    admin = await lti.api.key("admin", site="course")
    lti.api.client.headers.update(admin)
    return Course(lti.api, instructor=admin, site=admin)


async def opened(lti: Launching, assignment: str, user: str = "ada") -> httpx.Response:
    """Follow a link to the assignment."""
    return await lti.launch(user, {f"{CLAIM}/custom": {"assignment": assignment}})


async def chosen(lti: Launching, **choice: str) -> httpx.Response:
    page = await lti.launch("grace", lti.platform.choosing())
    form = {"choice": field(page, "choice"), **choice}
    return await lti.api.client.post(LINKS, data=form)


async def points(lti: Launching) -> tuple[float, float]:
    score: Score = await told(lti.platform)
    return score.body["scoreGiven"], score.body["scoreMaximum"]


class TestChoosing:
    async def test_the_platform_gets_a_link_with_a_line_item(
        self, lti: Launching, course: Course
    ) -> None:
        assignment = await course.set(title="Week <1>", problems=POINTS)
        page = await lti.launch("grace", lti.platform.choosing())
        assert "Week &lt;1&gt;" in page.text
        answer = await chosen(lti, assignment=assignment)
        assert lti.platform.take_link(field(answer, "JWT")) == {
            "type": "ltiResourceLink",
            "title": "Week <1>",
            "url": f"{JUDGE}/assignments/{assignment}",
            "custom": {"assignment": assignment},
            "lineItem": {"label": "Week <1>", "scoreMaximum": 4, "resourceId": assignment},
        }

    async def test_only_those_of_its_site(self, lti: Launching, course: Course) -> None:
        stranger = await lti.api.key("author", site="another")
        wanted = {"title": "Not yours", "problems": POINTS}
        other = (await course.ask("POST", json=wanted, headers=stranger)).json()["id"]
        page = await lti.launch("grace", lti.platform.choosing())
        assert "Not yours" not in page.text
        for answer in (await chosen(lti, assignment=other), await opened(lti, other)):
            assert answer.status_code == 404
            assert "No assignment has this id" in answer.text

    async def test_nothing(self, lti: Launching) -> None:
        answer = await chosen(lti)
        assert answer.status_code == 400
        assert "nothing was chosen" in answer.text


class TestOpening:
    async def test_in_a_frame_the_token_says_who_it_is(
        self, lti: Launching, course: Course
    ) -> None:
        assignment = await course.set(title="Week 1")
        answer = await opened(lti, assignment)
        assert answer.headers["Location"].startswith(f"/embed/assignments/{assignment}#token=")
        shell = await lti.api.client.get(answer.headers["Location"])
        assert lti.platform.url in shell.headers["Content-Security-Policy"]
        mine = {"Authorization": f"Bearer {token_of(answer)}"}
        content = await lti.api.client.get(f"/assignments/{assignment}/framed", headers=mine)
        assert "Week 1" in content.text
        assert 'data-opens="double"' in content.text
        # Another page would not know the token.
        assert "href" not in content.text
        problem = f"/problems/double/workbench?assignment={assignment}"
        assert 'data-action="assignment"' in (await lti.api.client.get(problem, headers=mine)).text

    async def test_in_a_window_a_session_does(self, lti: Launching, course: Course) -> None:
        assignment = await course.set()
        url = {f"{CLAIM}/target_link_uri": f"{JUDGE}/assignments/{assignment}"}
        answer = await lti.launch("ada", url, headers=IN_WINDOW)
        assert answer.headers["Location"] == f"/assignments/{assignment}"
        assert "Set-Cookie" in answer.headers

    async def test_one_of_another_site_is_not_read(self, lti: Launching, course: Course) -> None:
        mine = {"Authorization": f"Bearer {token_of(await opened(lti, await course.set()))}"}
        stranger = await lti.api.key("author", site="another")
        wanted = {"title": "Not yours", "problems": POINTS}
        other = (await course.ask("POST", json=wanted, headers=stranger)).json()["id"]
        answer = await lti.api.client.get(f"/assignments/{other}/framed", headers=mine)
        assert_problem(answer, 404, "unknown-assignment")


class TestGrades:
    """The total is told whenever it changes, whatever changes it."""

    @pytest.fixture(params=["sqlite", "postgresql"])
    def engine(self, request: pytest.FixtureRequest) -> str:
        name: str = request.param
        return name

    async def test_verdicts_exceptions_and_rules(self, lti: Launching, course: Course) -> None:
        assignment = await course.set(problems=POINTS, **LATE)
        await opened(lti, assignment)
        await course.judged(WRONG, assignment)
        assert await points(lti) == (0.0, 4.0)
        await course.judged(ACCEPTED, assignment)
        assert await points(lti) == (2.0, 4.0)
        await course.allow(assignment, "ada", due_at=moment(days=1))
        assert await points(lti) == (4.0, 4.0)
        await course.ask("DELETE", f"/{assignment}/exceptions/ada")
        assert await points(lti) == (2.0, 4.0)
        changed = {"title": "Week 1", "problems": POINTS, **LATE, "late": {"percent_off": 25}}
        assert (await course.ask("PUT", f"/{assignment}", json=changed)).status_code == 200
        assert await points(lti) == (3.0, 4.0)
        # This changes no total.
        await course.judged(WRONG, assignment)
        await course.allow(assignment, "ada", extra_tries=1)
        await course.allow(assignment, "ada", due_at=moment(days=1))
        assert await points(lti) == (4.0, 4.0)

    async def test_a_rejudge(self, lti: Launching, course: Course) -> None:
        assignment = await course.set(problems=POINTS)
        await opened(lti, assignment)
        await course.judged(STRICT, assignment)
        assert await points(lti) == (4.0, 4.0)
        await become_strict(lti.api)
        rejudge = await start(lti.api)
        await ready(lti.api, rejudge)
        assert (await lti.api.client.post(f"{rejudge}/apply")).status_code == 200
        assert await points(lti) == (0.0, 4.0)

    async def test_only_what_was_handed_in_to_it_counts(
        self, lti: Launching, course: Course
    ) -> None:
        assignment = await course.set(problems=POINTS, **LATE)
        await course.hand_in(ACCEPTED, None)
        await opened(lti, assignment)
        await course.judged(WRONG, assignment)
        assert await points(lti) == (0.0, 4.0)
        await opened(lti, assignment, "bob")
        await course.judged(ACCEPTED, assignment, learner="bob")
        assert await points(lti) == (2.0, 4.0)
        assert lti.platform.gradebook == {("/items/7", "ada"): 0.0, ("/items/7", "bob"): 0.5}

    async def test_what_was_handed_in_before_the_link_was_followed(
        self, lti: Launching, course: Course
    ) -> None:
        assignment = await course.set(problems=POINTS)
        await course.judged(ACCEPTED, assignment)
        await opened(lti, assignment)
        assert await points(lti) == (4.0, 4.0)
