import pytest

from tests.app.running import Running
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}
AWKWARD = "a/b & <i>"


@pytest.fixture
async def course(api: Running) -> Running:
    """The first has solved the problem, Bob is stuck. No nonce has the first name in it."""
    for learner, source in (
        ("Ada-Lovelace", WRONG),
        ("Ada-Lovelace", ACCEPTED),
        ("Bob", WRONG),
        ("Bob", WRONG),
        ("Bob", WRONG),
        (AWKWARD, WRONG),
    ):
        await api.submit(source, "wait=20", learner=learner)
    return api


async def read(api: Running, path: str, **headers: str) -> str:
    answer = await api.client.get(path, headers=BROWSER | headers)
    assert answer.status_code == 200
    return answer.text


class TestLearners:
    async def test_each_with_what_they_made_of_a_problem(self, course: Running) -> None:
        page = await read(course, "/learners")
        for learner in ("Ada-Lovelace", "Bob"):
            assert f'<a href="/learner?name={learner}">{learner}</a>' in page
        assert "100&nbsp;%" in page
        assert "solved</span>" in page
        assert "not yet</span>" in page

    async def test_who_is_stuck(self, course: Running) -> None:
        page = await read(course, "/learners?which=stuck&problem=&learner=")
        assert ">Bob</a>" in page
        assert ">Ada-Lovelace</a>" not in page
        csv = "/api/v1/learners/problems.csv?solved=true&amp;min_submissions=3"
        assert csv.replace("solved=true", "solved=false").lower() in page.lower()

    async def test_nobody(self, api: Running) -> None:
        assert "Nobody here yet" in await read(api, "/learners")
        assert "No learner fits." in await read(api, "/learners?learner=Zoe")

    async def test_names_are_shown_as_text_and_lead_to_their_page(self, course: Running) -> None:
        page = await read(course, "/learners")
        assert "<i>" not in page
        assert "/learner?name=a/b%20%26%20%3Ci%3E" in page
        assert "a/b &amp; &lt;i&gt;</h1>" in await read(course, "/learner?name=a/b%20%26%20%3Ci%3E")

    @pytest.mark.parametrize("path", ["/learners", "/learner?name=Ada-Lovelace"])
    async def test_without_the_scope(self, course: Running, path: str) -> None:
        key = await course.key("read")
        answer = await course.client.get(path, headers=BROWSER | key)
        assert answer.status_code == 403

    async def test_fields_that_are_wrong(self, course: Running) -> None:
        for query in ("cursor=x", "which=some", f"learner={'a' * 201}"):
            answer = await course.client.get(f"/learners?{query}", headers=BROWSER)
            assert answer.status_code == 422, query


class TestLearner:
    async def test_their_problems_and_latest_submissions(self, course: Running) -> None:
        page = await read(course, "/learner?name=Ada-Lovelace")
        assert "1 of 1 problems solved" in page
        assert page.count('href="/submissions/') == 2

    async def test_who_may_not_read_submissions_sees_none(self, course: Running) -> None:
        key = await course.key("author", site="other")
        page = await read(course, "/learner?name=Ada-Lovelace", **key)
        assert "Nothing that was judged yet." in page
        assert 'href="/submissions/' not in page


class TestHistory:
    async def test_filters_are_told_and_kept(self, course: Running) -> None:
        page = await read(course, "/submissions?learner=Bob&limit=2")
        assert "Only those of <b>Bob</b>" in page
        assert '<input type="hidden" name="learner" value="Bob">' in page
        assert "?learner=Bob&amp;cursor=" in page
        assert "Ada-Lovelace" not in page

    async def test_nothing_fits(self, course: Running) -> None:
        page = await read(course, "/submissions?mistake=forgot_factor")
        assert "that make the mistake <b>forgot factor</b>" in page
        assert "No submission fits." in page
