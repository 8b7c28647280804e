import csv
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any, get_args

import pytest

from app.auth.caller import Scope
from app.statistics.schemas import TableName
from app.submissions.repository import SubmissionStore
from graders.core.verdict import Hint, Outcome
from tests.app.problem_files import assert_problem
from tests.app.running import Running
from tests.app.scripted_judge import ACCEPTED, JUDGE_ERROR, WRONG
from tests.app.stored import AMPLE, new, verdict
from tests.app.test_openapi import openapi, validate

pytestmark = pytest.mark.anyio

OVERVIEW = "/api/v1/statistics"
ALL_PROBLEMS = f"{OVERVIEW}/problems.csv"
STATISTICS = "/api/v1/problems/double/statistics"
TABLES = get_args(TableName)


async def read(api: Running, path: str = STATISTICS, **request: Any) -> dict[str, Any]:
    answer = await api.client.get(path, **request)
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    return document


async def table(api: Running, name: str) -> list[dict[str, str]]:
    answer = await api.client.get(f"{STATISTICS}/{name}.csv")
    assert answer.status_code == 200
    return list(csv.DictReader(StringIO(answer.text, newline="")))


async def store_judged(
    api: Running, outcome: Outcome, *, site: str = "", mistake: str = ""
) -> None:
    """A submission that a learner of a site made, with its verdict."""
    store = SubmissionStore(api.database)
    submission = new(f"{mistake}{outcome}"[:32], site=site, created_at=datetime.now(UTC))
    claimed = await store.add_running(submission, AMPLE, "worker")
    hints = (Hint(mistake=mistake, text="", cases=()),) if mistake else ()
    await store.finish(claimed, verdict(outcome=outcome).model_copy(update={"hints": hints}))


class TestRead:
    async def test_what_was_judged(self, api: Running) -> None:
        for source in (WRONG, ACCEPTED):
            await api.submit(source, "wait=20", learner="ada")
        document = await read(api)
        assert document["submissions"] == 2
        assert document["share_accepted"] == 0.5
        today = datetime.now(UTC).date().isoformat()
        assert {"day": today, "submissions": 2, "accepted": 1} in document["days"]
        assert document["until_accepted"] == [{"submissions": 2, "solved_by": 1, "unsolved_by": 0}]
        assert document["cases"] == [{"case": "sample", "ran": 2, "failed": 1, "share_failed": 0.5}]

    async def test_of_a_period(self, api: Running) -> None:
        await api.submit(ACCEPTED, "wait=20")
        for path in (STATISTICS, OVERVIEW):
            long_ago = await read(api, path, params={"last_day": "2001-01-31"})
            assert "2026" not in str(long_ago["problems" if path == OVERVIEW else "days"])
            since = await read(api, path, params={"first_day": "2001-01-31"})
            assert since != long_ago

    async def test_an_archived_problem_keeps_them(self, api: Running) -> None:
        await api.submit(ACCEPTED, "wait=20")
        await api.client.post("/api/v1/problems/double/archive")
        assert (await read(api))["submissions"] == 1

    async def test_the_overview_has_each_problem(self, api: Running) -> None:
        assert await read(api, OVERVIEW) == {"problems": []}
        await api.submit(WRONG, "wait=20", learner="ada")
        [problem] = (await read(api, OVERVIEW))["problems"]
        assert (problem["problem"], problem["learners"], problem["solved_by"]) == ("double", 1, 0)

    async def test_an_unknown_problem(self, api: Running) -> None:
        for path in ("", "/days.csv"):
            answer = await api.client.get(f"/api/v1/problems/none/statistics{path}")
            assert_problem(answer, 404, "unknown-problem")

    @pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "1700000000", "2026-01-01T00:00Z"])
    async def test_days_that_are_none(self, api: Running, day: str) -> None:
        for path in (STATISTICS, OVERVIEW, f"{STATISTICS}/days.csv"):
            answer = await api.client.get(path, params={"first_day": day})
            assert_problem(answer, 422, "invalid-request", "first_day")

    async def test_an_unknown_table(self, api: Running) -> None:
        answer = await api.client.get(f"{STATISTICS}/secrets.csv")
        assert_problem(answer, 422, "invalid-request", "table")


class TestAccess:
    @pytest.mark.parametrize(
        ("scope", "status"), [("author", 200), ("admin", 200), ("read", 403), ("metrics", 403)]
    )
    async def test_it_takes_the_scope_of_authors(
        self, api: Running, scope: Scope, status: int
    ) -> None:
        headers = await api.key(scope)
        for path in (OVERVIEW, ALL_PROBLEMS, STATISTICS, f"{STATISTICS}/days.csv"):
            assert (await api.client.get(path)).status_code == 401
            assert (await api.client.get(path, headers=headers)).status_code == status

    async def test_a_site_sees_its_own_and_an_admin_all(self, api: Running) -> None:
        await store_judged(api, Outcome.ACCEPTED, site="practice")
        await store_judged(api, Outcome.WRONG_ANSWER, site="other")
        mine = await read(api, headers=await api.key("author", site="practice"))
        assert (mine["submissions"], mine["accepted"]) == (1, 1)
        everything = await read(api, headers=await api.key("admin", site="practice"))
        assert everything["submissions"] == 2


class TestCsv:
    async def test_it_is_a_file_with_a_name(self, api: Running) -> None:
        answer = await api.client.get(f"{STATISTICS}/until_accepted.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        disposition = answer.headers["content-disposition"]
        assert disposition == 'attachment; filename="double-until_accepted.csv"'

    async def test_each_table_has_what_the_document_has(self, api: Running) -> None:
        for source in (WRONG, ACCEPTED, JUDGE_ERROR):
            await api.submit(source, "wait=20", learner="ada")
        document = await read(api)
        for name in TABLES:
            rows = (
                document[f"{name}_m{'s' if name == 'time' else 'b'}"]["buckets"]
                if name in ("time", "memory")
                else document[name]
            )
            assert rows
            assert await table(api, name) == [
                {key: "" if value is None else str(value) for key, value in row.items()}
                for row in rows
            ]

    async def test_that_of_all_problems_has_what_the_overview_has(self, api: Running) -> None:
        await api.submit(WRONG, "wait=20", learner="ada")
        answer = await api.client.get(ALL_PROBLEMS)
        disposition = answer.headers["content-disposition"]
        assert disposition == 'attachment; filename="problems.csv"'
        [problem] = (await read(api, OVERVIEW))["problems"]
        [row] = csv.DictReader(StringIO(answer.text, newline=""))
        assert next(iter(row)) == "problem"
        assert row == {key: str(value) for key, value in problem.items()}

    async def test_of_a_period(self, api: Running) -> None:
        await api.submit(ACCEPTED, "wait=20")
        for path in (f"{STATISTICS}/days.csv", ALL_PROBLEMS):
            answer = await api.client.get(f"{path}?last_day=2001-01-01")
            assert len(answer.text.splitlines()) == 1

    @pytest.mark.parametrize(
        "name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\uff1d1"]
    )
    async def test_no_name_becomes_a_formula(self, api: Running, name: str) -> None:
        await store_judged(api, Outcome.WRONG_ANSWER, mistake=name)
        assert [row["mistake"] for row in await table(api, "mistakes")] == [f"'{name}"]

    async def test_names_can_hold_anything_else(self, api: Running) -> None:
        name = 'a "b", c; d\n= e'
        await store_judged(api, Outcome.WRONG_ANSWER, mistake=name)
        answer = await api.client.get(f"{STATISTICS}/mistakes.csv")
        assert '"a ""b"", c; d\n= e","A ""b"", c; d\n= e",1,' in answer.text
        assert [row["mistake"] for row in await table(api, "mistakes")] == [name]


async def test_the_answers_are_as_declared(api: Running) -> None:
    document = await openapi(api)
    await api.submit(WRONG, "wait=20", learner="ada")
    path = "/api/v1/problems/{name}/statistics"
    validate(document, await api.client.get(STATISTICS), path, "get")
    validate(document, await api.client.get(OVERVIEW), OVERVIEW, "get")
    for refused in (
        await api.client.get(STATISTICS, params={"first_day": "x"}),
        await api.client.get("/api/v1/problems/none/statistics"),
    ):
        validate(document, refused, path, "get")
    example = document["components"]["schemas"]["ProblemStatistics"]["examples"][0]
    answer = await api.client.get(STATISTICS)
    assert example.keys() == answer.json().keys()
    assert date.fromisoformat(example["days"][0]["day"])
