"""After a preview the latest submissions are tried on its cases."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import update

from app.database.tables.submissions import submissions
from app.settings import Settings
from graders.core.verdict import Outcome, Verdict
from graders.problem.cases import names_in_order
from graders.problem.package import Problem
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import CASE, DOUBLE, put
from tests.app.running import PATIENCE_S, WAIT, Running, running
from tests.app.scripted_judge import JUDGE_ERROR, ScriptedJudge

pytestmark = pytest.mark.anyio

CHECKS = "/api/v1/checks"
RIGHT, WRONG = Outcome.ACCEPTED, Outcome.WRONG_ANSWER


UNLUCKY = "the judge fails on the added case"


class JudgeOfCases(ScriptedJudge):
    """A submission fails the cases that its source names, and passes the others."""

    def __init__(self) -> None:
        super().__init__()
        self.cases_of: list[tuple[str, list[str]]] = []
        self.holds = False

    def grade(self, problem: Problem, source: str, **options: Any) -> Verdict:
        names = names_in_order(problem.spec)
        is_tried = "a third" in names and source not in {
            problem.solution,
            *(example.source for example in problem.submissions),
        }
        if is_tried:
            self.cases_of.append((source, names))
            if self.holds:
                self._hold(options["stop"])
            if source == UNLUCKY:
                source = JUDGE_ERROR
        verdict = super().grade(problem, source, **options)
        if verdict.verdict is Outcome.JUDGE_ERROR:
            return verdict
        failed = [name for name in names if name in source]
        cases = tuple(
            verdict.cases[0].model_copy(
                update={"name": name, "verdict": WRONG if name in failed else RIGHT}
            )
            for name in names
        )
        return verdict.model_copy(update={"verdict": WRONG if failed else RIGHT, "cases": cases})


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def judge() -> JudgeOfCases:
    return JudgeOfCases()


async def submitted(api: Running, source: str, **fields: Any) -> str:
    answer = await api.submit(source, prefer=f"wait={PATIENCE_S}", **fields)
    submission_id: str = answer.json()["id"]
    return submission_id


async def preview(api: Running, replaces: str | None = None, **headers: str) -> str:
    """Preview a case to its end; the id of its impact."""
    answer = await api.client.post(
        f"{DOUBLE}/cases/preview",
        params={} if replaces is None else {"replaces": replaces},
        json={"case": CASE},
        headers={**WAIT, **headers},
    )
    assert answer.json()["status"] == "finished"
    impact: str = answer.json()["report"]["impact"]
    return impact


async def ended(api: Running, check_id: str, **headers: str) -> dict[str, Any]:
    return await until(api, f"{CHECKS}/{check_id}", headers, "finished", "failed", "cancelled")


async def trying(api: Running, judge: JudgeOfCases, check_id: str, **headers: str) -> None:
    """Wait until the impact's first submission is held."""
    await until(api, f"{CHECKS}/{check_id}", headers, "running")
    for _ in range(100 * PATIENCE_S):
        if judge.cases_of:
            return
        await asyncio.sleep(0.01)
    pytest.fail("nothing is tried")


async def until(
    api: Running, location: str, headers: dict[str, str], *statuses: str
) -> dict[str, Any]:
    for _ in range(100 * PATIENCE_S):
        document: dict[str, Any] = (await api.client.get(location, headers=headers)).json()
        if document["status"] in statuses:
            return document
        await asyncio.sleep(0.01)
    pytest.fail(f"it is still {document['status']}")


class TestTries:
    async def test_whose_verdict_an_added_case_changes(
        self, api: Running, judge: JudgeOfCases
    ) -> None:
        await submitted(api, "fails shown and a third")
        changed = await submitted(api, "fails a third", learner="ada")
        await submitted(api, "fails none")
        await submitted(api, "fails a third, in a test", test=True)
        check = await ended(api, await preview(api))
        assert (check["kind"], check["added"]) == ("impact", ["a third"])
        assert check["status"] == "finished"
        change = {"submission": changed, "learner": "ada", "before": RIGHT, "after": WRONG}
        assert check["report"] == {"total": 3, "tried": 3, "failed": 0, "changes": [change]}
        # On this case alone, and not where an earlier one failed already.
        assert judge.cases_of == [("fails none", ["a third"]), ("fails a third", ["a third"])]
        [summary] = (await api.client.get(CHECKS)).json()["checks"]
        assert summary["kind"] == "preview"

    async def test_one_in_the_place_of_another(self, api: Running) -> None:
        saved = await submitted(api, "fails shown")
        await submitted(api, "fails shown and kept back")
        check = await ended(api, await preview(api, replaces="shown"))
        [change] = check["report"]["changes"]
        assert (change["submission"], change["after"]) == (saved, RIGHT)

    async def test_what_was_judged_on_another_revision_is_judged_on_all_cases(
        self, api: Running, judge: JudgeOfCases
    ) -> None:
        await submitted(api, "fails none")
        assert (await put(api, {"statement.md": b"Otherwise.\n"})).status_code == 200
        await ended(api, await preview(api))
        [(_, cases)] = judge.cases_of
        assert sorted(cases) == ["a third", "kept back", "shown"]

    async def test_what_the_judge_fails_on_is_no_change(self, api: Running) -> None:
        await submitted(api, UNLUCKY)
        report = (await ended(api, await preview(api)))["report"]
        assert (report["tried"], report["failed"], report["changes"]) == (1, 1, [])

    async def test_code_that_is_no_longer_kept_is_not_tried(self, api: Running) -> None:
        await submitted(api, "fails a third")
        async with api.database.write() as transaction:
            await transaction.execute(update(submissions).values(source="", has_source=False))
        assert (await ended(api, await preview(api)))["report"]["total"] == 0

    async def test_who_is_erased_is_not_named(self, api: Running) -> None:
        await submitted(api, "fails a third", learner="ada")
        impact = await preview(api)
        await ended(api, impact)
        assert (await api.client.delete("/api/v1/learners/ada")).status_code == 200
        assert (await ended(api, impact))["report"]["changes"] == []


class TestCourse:
    async def test_it_keeps_no_check_waiting(self, api: Running, judge: JudgeOfCases) -> None:
        author = await api.key("author", "submit", "read")
        await submitted(api, "fails a third", headers=author)
        judge.holds = True
        impact = await preview(api, **author)
        await trying(api, judge, impact, **author)
        check = await api.client.post(f"{DOUBLE}/check", headers={**author, **WAIT})
        assert check.json()["status"] == "finished"
        judge.release()
        assert (await ended(api, impact, **author))["status"] == "finished"

    async def test_it_ends_once_the_draft_is_gone(self, api: Running, judge: JudgeOfCases) -> None:
        await submitted(api, "fails a third")
        await submitted(api, "fails a third")
        await api.client.patch(f"{DOUBLE}/content", json={"tags": ["other"]})
        judge.holds = True
        impact = await preview(api)
        await trying(api, judge, impact)
        assert (await api.client.delete(f"{DOUBLE}/draft")).status_code == 204
        await api.catalogue.refresh()
        judge.release()
        check = await ended(api, impact)
        assert check["status"] == "failed"
        assert "neither its draft nor live" in check["error"]
        assert len(judge.cases_of) == 1

    async def test_a_later_preview_takes_its_place(self, api: Running, judge: JudgeOfCases) -> None:
        await submitted(api, "fails a third")
        judge.holds = True
        first = await preview(api)
        await trying(api, judge, first)
        second = await preview(api)
        assert (await ended(api, first))["status"] == "cancelled"
        judge.release()
        assert len((await ended(api, second))["report"]["changes"]) == 1

    async def test_it_can_be_ended(self, api: Running, judge: JudgeOfCases) -> None:
        await submitted(api, "fails a third")
        judge.holds = True
        impact = await preview(api)
        await trying(api, judge, impact)
        answer = await api.client.delete(f"{CHECKS}/{impact}")
        assert answer.json()["status"] == "cancelled"
        assert answer.json()["report"]["tried"] == 0

    async def test_a_restart_begins_it_again(self, settings: Settings) -> None:
        judge = JudgeOfCases()
        judge.holds = True
        async with running(settings, judge) as api:
            await submitted(api, "fails a third")
            impact = await preview(api)
            await trying(api, judge, impact)
        async with running(settings, JudgeOfCases()) as api:
            assert len((await ended(api, impact))["report"]["changes"]) == 1


async def test_each_site_has_its_own(api: Running) -> None:
    """Who sees all sites tries the submissions of all, and shows them to no one site."""
    admin = await api.key("admin")
    author = await api.key("author")
    other = await api.key("submit", site="another")
    await submitted(api, "fails a third", headers=other)
    of_all, of_one = await preview(api, **admin), await preview(api, **author)
    assert (await ended(api, of_all, **admin))["report"]["total"] == 1
    assert (await ended(api, of_one, **author))["report"]["total"] == 0
    answer = await api.client.get(f"{CHECKS}/{of_all}", headers=author)
    assert_problem(answer, 404, "unknown-check")
