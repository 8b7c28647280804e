import re

import pytest

from app.auth.caller import Scope
from tests.app.running import Running
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio

READING = ["Problems", "Assignments", "History"]

BROWSER = {"Accept": "text/html"}
OVERVIEW = "/statistics"
STATISTICS = "/problems/double/statistics"
QUEUE = "/queue"


async def read(api: Running, path: str, **headers: str) -> str:
    answer = await api.client.get(path, headers=BROWSER | headers)
    assert answer.status_code == 200
    return answer.text


class TestAccess:
    @pytest.mark.parametrize(
        ("scopes", "links"),
        [
            (["read"], READING),
            (["read", "author"], [*READING, "Authoring", "Learners", "Statistics"]),
            (["author"], ["Authoring", "Learners", "Statistics"]),
            (["admin"], [*READING, "Authoring", "Learners", "Statistics", "Queue", "Audit"]),
        ],
    )
    async def test_links_lead_only_where_one_may_go(
        self, api: Running, scopes: list[Scope], links: list[str]
    ) -> None:
        headers = BROWSER | await api.key(*scopes)
        page = await api.client.get("/" if "Problems" in links else OVERVIEW, headers=headers)
        [nav] = re.findall(r"<nav.*?</nav>", page.text, re.DOTALL)
        assert re.findall(r'<a href="[^"]+"[^>]*>([^<]+)</a>', nav) == links
        for path in re.findall(r'href="([^"]+)"', nav):
            assert (await api.client.get(path, headers=headers)).status_code == 200

    @pytest.mark.parametrize(
        ("path", "scope"), [(OVERVIEW, "read"), (STATISTICS, "read"), (QUEUE, "author")]
    )
    async def test_without_the_scope_they_answer_as_the_api_does(
        self, api: Running, path: str, scope: Scope
    ) -> None:
        headers = await api.key(scope)
        page = await api.client.get(path, headers=BROWSER | headers)
        assert page.status_code == 403
        assert "That needs a key with the scope" in page.text
        document = await api.client.get(path, headers=headers)
        assert document.json()["type"].endswith("forbidden")


class TestOverview:
    async def test_each_problem_with_what_became_of_it(self, api: Running) -> None:
        for source in (WRONG, WRONG, ACCEPTED, ACCEPTED):
            await api.submit(source, "wait=20", learner="ada")
        page = await read(api, OVERVIEW)
        assert re.search(r'<a href="/problems/double/statistics">Double it</a>', page)
        assert "50&nbsp;%" in page
        assert "100&nbsp;%" in page

    async def test_a_problem_that_nobody_tried(self, api: Running) -> None:
        assert "nothing yet" in await read(api, OVERVIEW)

    async def test_an_archived_problem_is_there_while_it_has_figures(self, api: Running) -> None:
        await api.submit(ACCEPTED, "wait=20")
        await api.client.post("/api/v1/problems/double/archive")
        assert "Double it" in await read(api, OVERVIEW)
        assert "Double it" not in await read(api, f"{OVERVIEW}?last_day=2001-01-01")
        assert "This problem is archived." in await read(api, STATISTICS)


class TestPeriod:
    async def test_it_goes_along_to_the_figures_and_to_the_files(self, api: Running) -> None:
        days = "?first_day=2026-01-01&amp;last_day=2026-01-31"
        for path in (OVERVIEW, STATISTICS):
            page = await read(api, f"{path}?first_day=2026-01-01&last_day=2026-01-31")
            assert f"/statistics{days}" in page
            assert 'name="first_day" value="2026-01-01"' in page
        assert f'data-query="{days}"' in page
        overview = await read(api, f"{OVERVIEW}?last_day=2026-01-31")
        assert 'href="/api/v1/statistics/problems.csv?last_day=2026-01-31" download' in overview

    async def test_fields_that_are_left_empty_name_no_day(self, api: Running) -> None:
        page = await read(api, f"{STATISTICS}?first_day=&last_day=2026-01-31")
        assert 'data-query="?last_day=2026-01-31"' in page

    async def test_a_day_that_is_none(self, api: Running) -> None:
        page = await api.client.get(f"{OVERVIEW}?first_day=%3Cb%3E", headers=BROWSER)
        assert page.status_code == 422
        assert "first_day: " in page.text
        assert "<b>" not in page.text


async def test_an_unknown_problem(api: Running) -> None:
    page = await api.client.get("/problems/none/statistics", headers=BROWSER)
    assert page.status_code == 404
    assert "<h1>Unknown problem</h1>" in page.text
