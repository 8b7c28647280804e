"""What an instructor reads of learners, on both databases."""

import csv
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest

from app.core.ids import new_id
from app.submissions.repository import SubmissionStore
from graders.core.verdict import Hint, Outcome
from tests.app.problem_files import assert_problem
from tests.app.running import Running
from tests.app.stored import AMPLE, new, verdict

pytestmark = pytest.mark.anyio

PROBLEMS = "/api/v1/learners/problems"
FILE = f"{PROBLEMS}.csv"
START = datetime(2026, 1, 2, 12, tzinfo=UTC)
A, W, J = Outcome.ACCEPTED, Outcome.WRONG_ANSWER, Outcome.JUDGE_ERROR


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@dataclass
class Course:
    api: Running
    count: int = 0

    async def judged(
        self,
        learner: str | None,
        outcome: Outcome,
        *,
        problem: str = "double",
        score: float = 0.0,
        mistake: str = "",
        site: str = "practice",
    ) -> None:
        """A submission, an hour after the one before."""
        self.count += 1
        store = SubmissionStore(self.api.database)
        submission = new(
            new_id(),
            site=site,
            problem=problem,
            learner=learner,
            created_at=START + timedelta(hours=self.count),
        )
        claimed = await store.add_running(submission, AMPLE, "worker")
        hints = (Hint(mistake=mistake, text="", cases=()),) if mistake else ()
        update = {"hints": hints, "score": score}
        await store.finish(claimed, verdict(outcome=outcome).model_copy(update=update))

    async def read(self, **query: str) -> list[dict[str, Any]]:
        key = await self.api.key("author")
        answer = await self.api.client.get(PROBLEMS, params=query, headers=key)
        assert answer.status_code == 200
        rows: list[dict[str, Any]] = answer.json()["learners"]
        return rows

    async def names(self, **query: str) -> list[tuple[str, str]]:
        return [(row["learner"], row["problem"]) for row in await self.read(**query)]


@pytest.fixture
def course(api: Running) -> Course:
    return Course(api)


def hour(count: int) -> str:
    return (START + timedelta(hours=count)).isoformat().replace("+00:00", "Z")


class TestList:
    async def test_what_a_learner_made_of_a_problem(self, course: Course) -> None:
        await course.judged("ada", W, score=0.25, mistake="forgot_factor")
        await course.judged("ada", A, score=1.0)
        await course.judged("ada", A, score=1.0)
        await course.judged("ada", W, score=0.5, mistake="wrong_sign")
        assert await course.read() == [
            {
                "site": "practice",
                "learner": "ada",
                "problem": "double",
                "solved": True,
                "best_score": 1.0,
                "submissions": 4,
                "first_solved_at": hour(2),
                "last_submitted_at": hour(4),
                "last_verdict": "wrong_answer",
                "last_mistake": "wrong_sign",
            }
        ]

    async def test_who_has_not_solved_it(self, course: Course) -> None:
        await course.judged("ada", W, score=0.25)
        [row] = await course.read()
        assert (row["solved"], row["first_solved_at"], row["best_score"]) == (False, None, 0.25)

    async def test_who_solves_it_is_no_longer_among_those_who_have_not(
        self, course: Course
    ) -> None:
        for learner in ("ada", "bob"):
            await course.judged(learner, W)
        assert await course.names(solved="false") == [("ada", "double"), ("bob", "double")]
        await course.judged("ada", A)
        assert await course.names(solved="false") == [("bob", "double")]

    async def test_who_has_not_solved_it_where_too_much_is_not_counted_yet(
        self, course: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("app.rollup.service._MOST_WAITED_FOR", 1)
        await course.judged("ada", W)
        await course.judged("bob", A)
        assert await course.names(solved="false") == [("ada", "double")]

    async def test_what_is_nobodys_or_the_judges_fault_is_left_out(self, course: Course) -> None:
        await course.judged(None, A)
        await course.judged("ada", J)
        assert await course.read() == []

    async def test_the_judges_fault_is_not_the_latest(self, course: Course) -> None:
        await course.judged("ada", W)
        await course.judged("ada", J)
        [row] = await course.read()
        assert (row["submissions"], row["last_verdict"]) == (1, "wrong_answer")

    async def test_filters(self, course: Course) -> None:
        for _ in range(3):
            await course.judged("ada", W)
        await course.judged("ada", A, problem="triple")
        await course.judged("bob", W)
        assert await course.names() == [("ada", "double"), ("ada", "triple"), ("bob", "double")]
        assert await course.names(problem="double") == [("ada", "double"), ("bob", "double")]
        assert await course.names(learner="ada") == [("ada", "double"), ("ada", "triple")]
        assert await course.names(solved="true") == [("ada", "triple")]
        assert await course.names(solved="false") == [("ada", "double"), ("bob", "double")]
        assert await course.names(solved="false", min_submissions="3") == [("ada", "double")]

    @pytest.mark.parametrize("which", [{}, {"solved": "false"}])
    async def test_pages_join_though_more_is_handed_in(
        self, course: Course, which: dict[str, str]
    ) -> None:
        for learner in ("ada", "bob", "cleo"):
            for problem in ("double", "triple"):
                await course.judged(learner, W, problem=problem)
        key = await course.api.key("author")
        seen, cursor = [], ""
        while cursor is not None:
            query = which | {"limit": "2"} | ({"cursor": cursor} if cursor else {})
            answer = await course.api.client.get(PROBLEMS, params=query, headers=key)
            page = answer.json()
            seen += [(row["learner"], row["problem"]) for row in page["learners"]]
            cursor = page["next"]
            await course.judged("ada", A)
        assert seen == [
            (learner, problem)
            for learner in ("ada", "bob", "cleo")
            for problem in ("double", "triple")
        ]

    @pytest.mark.parametrize(
        ("query", "pages"),
        [
            ({"problem": "double"}, [("ada", "double"), ("bob", "double")]),
            ({"problem": "double", "solved": "false"}, [("ada", "double"), ("bob", "double")]),
            ({"learner": "bob"}, [("bob", "double"), ("bob", "triple")]),
            ({"learner": "bob", "problem": "triple"}, [("bob", "triple")]),
        ],
    )
    async def test_pages_of_a_part_of_the_list(
        self, course: Course, query: dict[str, str], pages: list[tuple[str, str]]
    ) -> None:
        for learner in ("ada", "bob"):
            for problem in ("double", "triple"):
                await course.judged(learner, W, problem=problem)
        admin = await course.api.key("admin")
        seen: list[tuple[str, str]] = []
        cursor = None
        while not seen or cursor is not None:
            params = query | {"limit": "1"} | ({} if cursor is None else {"cursor": cursor})
            answer = await course.api.client.get(PROBLEMS, params=params, headers=admin)
            page = answer.json()
            seen += [(row["learner"], row["problem"]) for row in page["learners"]]
            cursor = page["next"]
        assert seen == pages

    async def test_a_site_sees_its_own_learners(self, course: Course) -> None:
        await course.judged("ada", W)
        await course.judged("ada", A, site="other")
        assert [row["site"] for row in await course.read()] == ["practice"]
        admin = await course.api.key("admin")
        every = await course.api.client.get(PROBLEMS, headers=admin)
        assert [row["site"] for row in every.json()["learners"]] == ["other", "practice"]

    async def test_another_sites_submission_is_no_cursor(self, course: Course) -> None:
        await course.judged("ada", A, site="other")
        await course.judged("bob", A, site="other")
        admin, key = await course.api.key("admin"), await course.api.key("author")
        page = await course.api.client.get(f"{PROBLEMS}?limit=1", headers=admin)
        cursor = page.json()["next"]
        answer = await course.api.client.get(f"{PROBLEMS}?cursor={cursor}", headers=key)
        assert_problem(answer, 404, "unknown-cursor")

    async def test_it_needs_the_scope_author(self, course: Course) -> None:
        key = await course.api.key("read", "submit")
        for path in (PROBLEMS, FILE):
            assert_problem(await course.api.client.get(path, headers=key), 403, "forbidden")

    @pytest.mark.parametrize(
        ("query", "field"),
        [("limit=101", "limit"), ("solved=maybe", "solved"), ("min_submissions=0", None)],
    )
    async def test_other_parameters(self, course: Course, query: str, field: str | None) -> None:
        key = await course.api.key("author")
        answer = await course.api.client.get(f"{PROBLEMS}?{query}", headers=key)
        assert_problem(answer, 422, "invalid-request", field or "min_submissions")


class TestFile:
    async def table(self, course: Course, query: str = "") -> list[dict[str, str]]:
        key = await course.api.key("author")
        answer = await course.api.client.get(FILE + query, headers=key)
        assert answer.headers["content-type"].startswith("text/csv")
        assert 'filename="learners.csv"' in answer.headers["content-disposition"]
        return list(csv.DictReader(StringIO(answer.text, newline="")))

    async def test_it_has_all_of_the_list(self, course: Course) -> None:
        for learner in ("ada", "bob"):
            await course.judged(learner, A, score=1.0)
        rows = await self.table(course)
        assert [(row["learner"], row["solved"], row["best_score"]) for row in rows] == [
            ("ada", "True", "1.0"),
            ("bob", "True", "1.0"),
        ]
        assert [row["learner"] for row in await self.table(course, "?learner=bob")] == ["bob"]

    async def test_no_name_is_run_as_a_formula(self, course: Course) -> None:
        await course.judged("=cmd()", W)
        [row] = await self.table(course)
        assert row["learner"] == "'=cmd()"
