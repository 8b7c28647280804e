import httpx
import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, WRONG

pytestmark = pytest.mark.anyio


async def listed(api: Running, **query: str) -> list[str]:
    answer = await api.client.get(SUBMISSIONS, params=query)
    assert answer.status_code == 200
    return [submission["external_id"] for submission in answer.json()["submissions"]]


@pytest.fixture
async def three(api: Running) -> Running:
    """A service that has judged three submissions."""
    for name, source, learner in (
        ("first", ACCEPTED, "Ada"),
        ("second", WRONG, "Bob"),
        ("third", ACCEPTED, "Bob"),
    ):
        await api.submit(source, prefer="wait=20", external_id=name, learner=learner)
    return api


class TestList:
    async def test_the_newest_first(self, three: Running) -> None:
        assert await listed(three) == ["third", "second", "first"]

    async def test_nothing_yet(self, api: Running) -> None:
        answer = await api.client.get(SUBMISSIONS)
        assert answer.json() == {"submissions": [], "next": None}

    async def test_a_summary_tells_how_it_ended(self, three: Running) -> None:
        answer = await three.client.get(SUBMISSIONS, params={"external_id": "second"})
        [summary] = answer.json()["submissions"]
        assert summary["status"] == "finished"
        assert summary["verdict"] == "wrong_answer"
        assert (summary["passed"], summary["total"], summary["score"]) == (0, 1, 0.0)
        assert "cases" not in summary

    async def test_filters_narrow_it_together(self, three: Running) -> None:
        assert await listed(three, learner="Bob") == ["third", "second"]
        assert await listed(three, learner="Bob", verdict="accepted") == ["third"]
        assert await listed(three, problem="double", status="queued") == []

    async def test_by_a_case_that_was_not_passed(self, three: Running) -> None:
        assert await listed(three, problem="double", case="sample") == ["second"]
        assert await listed(three, problem="double", case="other") == []

    async def test_a_case_is_one_of_a_problem(self, three: Running) -> None:
        answer = await three.client.get(SUBMISSIONS, params={"case": "sample"})
        assert_problem(answer, 422, "invalid-request", "case")

    async def test_by_mistake(self, three: Running) -> None:
        assert await listed(three, mistake="forgot_factor") == []

    async def test_by_time(self, three: Running) -> None:
        answer = await three.client.get(SUBMISSIONS, params={"external_id": "second"})
        moment = answer.json()["submissions"][0]["created_at"]
        assert await listed(three, created_after=moment) == ["third"]
        assert await listed(three, created_before=moment) == ["first"]

    async def test_pages_join(self, three: Running) -> None:
        first = (await three.client.get(SUBMISSIONS, params={"limit": "2"})).json()
        assert [each["external_id"] for each in first["submissions"]] == ["third", "second"]
        second = await three.client.get(SUBMISSIONS, params={"cursor": first["next"]})
        assert [each["external_id"] for each in second.json()["submissions"]] == ["first"]
        assert second.json()["next"] is None

    async def test_a_cursor_that_no_page_gave(self, three: Running) -> None:
        answer = await three.client.get(SUBMISSIONS, params={"cursor": "unknown"})
        assert_problem(answer, 404, "unknown-cursor")

    async def test_a_site_sees_its_own_and_an_admin_all(self, three: Running) -> None:
        site = await three.key("submit", "read", site="ours")
        admin = await three.key("admin", site="theirs")
        await three.submit(ACCEPTED, headers=site)

        async def count(headers: dict[str, str]) -> int:
            answer = await three.client.get(SUBMISSIONS, headers=headers)
            return len(answer.json()["submissions"])

        assert await count(site) == 1
        assert await count(admin) == 4

    async def test_a_key_that_may_not_read(self, api: Running) -> None:
        answer = await api.client.get(SUBMISSIONS, headers=await api.key("submit"))
        assert_problem(answer, 403, "forbidden")

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("limit", "0"),
            ("limit", "101"),
            ("limit", "many"),
            ("cursor", ""),
            ("verdict", "perfect"),
            ("status", "lost"),
            ("learner", "nul \0"),
            ("created_after", "yesterday"),
            ("created_after", "1767225600"),
            ("created_after", "2026-01-01T00:00:00"),
            ("created_before", "0001-01-01T00:00:00+14:00"),
            ("learners", "Ada"),
        ],
    )
    async def test_what_is_no_filter_is_named(self, api: Running, field: str, value: str) -> None:
        answer: httpx.Response = await api.client.get(SUBMISSIONS, params={field: value})
        assert_problem(answer, 422, "invalid-request", field)
