"""The track, by the API and on the pages."""

import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.settings import Settings
from tests.app.running import Running, running
from tests.app.scripted_judge import ACCEPTED, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

BROWSER = {"Accept": "text/html"}
TRACK = """
[[chapters]]
title = "First steps"
about = "Where everybody begins."
problems = [{ name = "double" }, { name = "triple", needs = ["double"] }, { name = "absent" }]

[[chapters]]
title = "Nobody's"
about = "Without a problem that is there."
problems = [{ name = "missing", needs = ["absent"] }]

[[chapters]]
title = "Further"
about = "What comes after."
problems = [{ name = "quadruple", needs = ["missing", "triple"] }]
"""


def add_problem(folder: Path, name: str, difficulty: str = "easy") -> None:
    shutil.copytree(folder / "double", folder / name)
    toml = folder / name / "problem.toml"
    text = toml.read_text().replace('name = "double"', f'name = "{name}"', 1)
    text = text.replace('"Double it"', f'"{name.capitalize()} it"')
    toml.write_text(text.replace('"easy"', f'"{difficulty}"'))


@pytest.fixture
async def course(
    settings: Settings, judge: ScriptedJudge, problems_dir: Path
) -> AsyncIterator[Running]:
    for name in ("triple", "quadruple", "zero"):
        add_problem(problems_dir, name)
    add_problem(problems_dir, "another", "hard")
    (problems_dir / "track.toml").write_text(TRACK)
    (problems_dir / "triple" / "editorial.md").write_text("Three times.")
    async with running(settings, judge) as service:
        # With a key there is no open mode, in which anybody is an author.
        service.client.headers.update(await service.key("read", "submit"))
        yield service


async def track(api: Running, **params: str) -> dict[str, Any]:
    answer = await api.client.get("/api/v1/track", params=params)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


async def solve(api: Running, problem: str, source: str = ACCEPTED, **about: str) -> None:
    body = {"problem": problem, "source": source, **about}
    answer = await api.client.post("/api/v1/submissions", json=body, headers={"Prefer": "wait=20"})
    assert answer.json()["status"] == "finished"


async def page(api: Running, path: str) -> str:
    answer = await api.client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return " ".join(answer.text.split())


class TestRead:
    async def test_chapters_then_what_is_in_none(self, course: Running) -> None:
        document = await track(course)
        assert [
            (chapter["title"], [each["name"] for each in chapter["problems"]])
            for chapter in document["chapters"]
        ] == [("First steps", ["double", "triple"]), ("Further", ["quadruple"])]
        assert document["chapters"][0]["about"] == "Where everybody begins."
        assert [each["name"] for each in document["more"]] == ["zero", "another"]

    async def test_what_is_needed_names_problems_that_are_there(self, course: Running) -> None:
        first, further = (await track(course))["chapters"]
        assert [each["needs"] for each in first["problems"]] == [[], ["double"]]
        assert further["problems"][0]["needs"] == ["triple"]

    async def test_each_learner_has_a_progress_of_their_own(self, course: Running) -> None:
        await solve(course, "double", learner="Ada")
        await solve(course, "triple", WRONG, learner="Ada")
        of_ada = await track(course, learner="Ada")
        double, triple = of_ada["chapters"][0]["problems"]
        assert (double["solved"], double["submissions"]) == (True, 1)
        assert (triple["solved"], triple["submissions"]) == (False, 1)
        assert of_ada["next"] == "triple"
        assert (await track(course, learner="Bob"))["next"] == "double"

    async def test_there_is_no_next_where_all_are_solved(self, course: Running) -> None:
        for name in ("double", "triple", "quadruple", "zero", "another"):
            await solve(course, name)
        assert (await track(course))["next"] is None
        assert "All 5 problems are solved." in await page(course, "/")

    async def test_without_a_track_the_easiest_come_first(
        self, settings: Settings, judge: ScriptedJudge, problems_dir: Path
    ) -> None:
        add_problem(problems_dir, "alpha", "hard")
        async with running(settings, judge) as api:
            document = await track(api)
            assert document["chapters"] == []
            assert [each["name"] for each in document["more"]] == ["double", "alpha"]
            assert document["next"] == "double"
            assert "More problems" not in await page(api, "/")


async def test_a_wrong_track_keeps_the_service_from_starting(
    settings: Settings, judge: ScriptedJudge, problems_dir: Path
) -> None:
    from graders.problem.files import ProblemError

    (problems_dir / "track.toml").write_text("chapters = 1")
    with pytest.raises(ProblemError, match=r"track\.toml: chapters: "):
        async with running(settings, judge):
            pass


class TestListPage:
    async def test_it_says_what_this_is_and_where_to_start(self, course: Running) -> None:
        text = await page(course, "/")
        assert "Each problem asks you to write one function or class" in text
        assert "Start here: Double it</a>" in text
        places = [text.index(title) for title in ("First steps", "Further", "More problems")]
        assert places == sorted(places)

    async def test_who_has_begun_goes_on(self, course: Running) -> None:
        await solve(course, "double")
        text = await page(course, "/")
        assert "Go on: Triple it</a>" in text
        assert re.search(r"after Double it<span class=\"done\">", text)
        assert "1 of 2 solved" in text


class TestProblemPage:
    async def test_it_tells_its_place_and_what_it_builds_on(self, course: Running) -> None:
        text = await page(course, "/problems/triple")
        assert "First steps, 2 of 2" in text
        assert 'It builds on <a href="/problems/double">Double it</a>.' in text

    async def test_what_comes_next_is_there_once_it_is_solved(self, course: Running) -> None:
        hidden = 'data-part="after" hidden'
        assert hidden in await page(course, "/problems/triple")
        await solve(course, "triple")
        text = await page(course, "/problems/triple")
        assert hidden not in text
        assert 'href="/problems/quadruple">Next problem: Quadruple it' in text
        assert 'href="/problems/triple/editorial">Read the editorial' in text
        editorial = await page(course, "/problems/triple/editorial")
        assert "Next problem: Quadruple it" in editorial

    async def test_the_last_one_leads_back_to_what_is_left(self, course: Running) -> None:
        assert "Next problem: Double it" in await page(course, "/problems/another")

    async def test_the_editorial_is_no_link_before_it_opens(self, course: Running) -> None:
        text = await page(course, "/problems/triple")
        assert "There is an editorial. It opens once a submission is accepted." in text
        assert ">Editorial</a>" not in text

    async def test_a_frame_leads_nowhere_else(self, course: Running) -> None:
        text = await page(course, "/problems/triple/workbench")
        assert "/problems/double" not in text
        assert "Next problem" not in text
        assert "editorial" not in text
