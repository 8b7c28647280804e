"""Hints to open one by one, and the editorial that a submission opens."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.running import Running, running
from tests.app.scripted_judge import ACCEPTED, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

DOUBLE = "/api/v1/problems/double"
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def taught(problems_dir: Path) -> Path:
    package = problems_dir / "double"
    (package / "hints.md").write_text("Think of *two*.\n\n---\n\nMultiply.\n")
    (package / "editorial.md").write_text("It is `2 * x`, or a **sum**.\n")
    return package


def open_after(package: Path, opens: str) -> None:
    toml = (package / "problem.toml").read_text()
    (package / "problem.toml").write_text(f"{toml}\n[feedback]\neditorial = {opens}\n")


@pytest.fixture
async def teaching(
    settings: Settings, judge: ScriptedJudge, taught: Path
) -> AsyncIterator[Running]:
    assert settings.problems_dir == taught.parent
    async with running(settings, judge) as service:
        # With a key there is no open mode, in which anybody is an author.
        service.client.headers.update(await service.key("read", "submit"))
        yield service


async def editorial(api: Running, learner: str | None = None) -> httpx.Response:
    params = {} if learner is None else {"learner": learner}
    return await api.client.get(f"{DOUBLE}/editorial", params=params)


class TestHints:
    async def test_one_at_a_time(self, teaching: Running) -> None:
        assert (await teaching.client.get(DOUBLE)).json()["hints"] == 2
        answer = await teaching.client.get(f"{DOUBLE}/hints/1")
        assert answer.json() == {"number": 1, "total": 2, "text": "Think of *two*."}
        answer = await teaching.client.get(f"{DOUBLE}/hints/2")
        assert answer.json()["text"] == "Multiply."

    @pytest.mark.parametrize("number", ["0", "3"])
    async def test_there_is_no_other(self, teaching: Running, number: str) -> None:
        answer = await teaching.client.get(f"{DOUBLE}/hints/{number}")
        assert_problem(answer, 404, "no-hint")
        assert "2 hints, numbered from 1" in answer.json()["detail"]

    async def test_a_problem_may_have_none(self, api: Running) -> None:
        assert (await api.client.get(DOUBLE)).json()["hints"] == 0
        assert_problem(await api.client.get(f"{DOUBLE}/hints/1"), 404, "no-hint")


class TestEditorial:
    async def test_an_accepted_submission_opens_it_to_its_learner(self, teaching: Running) -> None:
        await teaching.submit(WRONG, prefer="wait=20", learner="Ada")
        closed = await editorial(teaching, "Ada")
        assert_problem(closed, 403, "editorial-closed")
        assert "the solution" not in closed.text
        await teaching.submit(ACCEPTED, prefer="wait=20", learner="Ada")
        opened = (await editorial(teaching, "Ada")).json()
        assert opened["text"] == "It is `2 * x`, or a **sum**.\n"
        assert opened["solution"].endswith("# the solution\n")
        assert_problem(await editorial(teaching, "Bob"), 403, "editorial-closed")

    async def test_an_author_may_always_read_it(self, teaching: Running) -> None:
        author = await teaching.key("author", "read")
        answer = await teaching.client.get(f"{DOUBLE}/editorial", headers=author)
        assert answer.status_code == 200

    async def test_a_problem_may_have_none(self, api: Running) -> None:
        assert (await api.client.get(DOUBLE)).json()["has_editorial"] is False
        assert_problem(await editorial(api), 404, "no-editorial")


async def test_a_number_of_submissions_can_open_it(
    settings: Settings, judge: ScriptedJudge, taught: Path
) -> None:
    open_after(taught, "2")
    async with running(settings, judge) as api:
        api.client.headers.update(await api.key("read", "submit"))
        await api.submit(WRONG, prefer="wait=20", learner="Ada")
        closed = await editorial(api, "Ada")
        assert "after 2 submissions" in closed.json()["detail"]
        await api.submit(WRONG, prefer="wait=20", learner="Ada")
        assert (await editorial(api, "Ada")).status_code == 200


async def test_it_can_stay_closed(settings: Settings, judge: ScriptedJudge, taught: Path) -> None:
    open_after(taught, '"never"')
    async with running(settings, judge) as api:
        api.client.headers.update(await api.key("read", "submit"))
        await api.submit(ACCEPTED, prefer="wait=20", learner="Ada")
        assert_problem(await editorial(api, "Ada"), 403, "editorial-closed")


class TestPages:
    async def test_a_hint_is_inside_the_one_before(self, teaching: Running) -> None:
        page = (await teaching.client.get("/problems/double", headers=BROWSER)).text
        places = [page.index(text) for text in ("Hint 1 of 2", "<em>two</em>", "Hint 2 of 2")]
        assert places == sorted(places)
        assert "</details>" not in page[places[0] : page.index("Multiply")]

    async def test_the_editorial_has_the_reference(self, teaching: Running) -> None:
        place = "/problems/double/editorial"
        closed = await teaching.client.get(place, headers=BROWSER)
        assert closed.status_code == 403
        assert "It opens once a submission is accepted." in closed.text
        await teaching.submit(ACCEPTED, prefer="wait=20")
        page = (await teaching.client.get(place, headers=BROWSER)).text
        assert "<strong>sum</strong>" in page
        assert "# the solution" in page
