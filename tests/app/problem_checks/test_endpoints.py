import asyncio
from pathlib import Path
from typing import Any

import pytest

from app.core.errors import StoreError
from app.problem_checks.repository import CheckStore
from app.settings import Settings
from tests.app.problem_files import assert_problem
from tests.app.problems.test_authoring_endpoints import CASE, DOUBLE, FILES, PROBLEMS
from tests.app.running import PATIENCE_S, WAIT, Running, running
from tests.app.scripted_judge import ACCEPTED, HELD, WRONG, ScriptedJudge

pytestmark = pytest.mark.anyio

CHECKS = "/api/v1/checks"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(autouse=True)
def examples(problems_dir: Path) -> None:
    """Examples that the scripted judge passes, fails, and keeps waiting."""
    folder = problems_dir / "double" / "submissions"
    (folder / "wrong_answer").mkdir()
    (folder / "wrong_answer" / "missed.py").write_text('"""A hint."""')
    (folder / "wrong_answer" / "caught.py").write_text(f'"""{WRONG}"""')


class JudgeOfDocstrings(ScriptedJudge):
    """Fails what has the docstring WRONG, on the last case."""

    def grade(self, problem: Any, source: str, **options: Any) -> Any:
        said = source.strip('"')
        verdict = super().grade(problem, said if said == WRONG else source, **options)
        cases = tuple(
            verdict.cases[0].model_copy(update={"name": name, "verdict": "accepted"})
            for entry in problem.spec.cases
            for name in entry.case_names()
        )
        last = cases[-1].model_copy(update={"verdict": verdict.verdict})
        return verdict.model_copy(update={"cases": (*cases[:-1], last)})


@pytest.fixture
def judge() -> ScriptedJudge:
    return JudgeOfDocstrings()


async def until(api: Running, location: str, *statuses: str) -> dict[str, Any]:
    for _ in range(100 * PATIENCE_S):
        document: dict[str, Any] = (await api.client.get(location)).json()
        if document["status"] in statuses:
            return document
        await asyncio.sleep(0.01)
    pytest.fail(f"it is still {document['status']}")


class TestCheck:
    async def test_examples_that_are_not_as_expected(self, api: Running) -> None:
        answer = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        assert answer.status_code == 200
        report = answer.json()["report"]
        [missed] = [each for each in report["findings"] if each["subject"] == "example"]
        assert "wrong_answer/missed.py" in missed["message"]
        as_expected = {each["name"]: each["as_expected"] for each in report["examples"]}
        assert as_expected == {
            "accepted/sum.py": True,
            "wrong_answer/caught.py": True,
            "wrong_answer/missed.py": False,
        }

    async def test_a_package_is_not_stored(self, api: Running) -> None:
        body = {"name": "triple", "files": FILES}
        answer = await api.client.post(f"{PROBLEMS}/check", json=body, headers=WAIT)
        assert answer.json()["report"]["problem"] == "triple"
        assert (await api.client.get(f"{PROBLEMS}/triple")).status_code == 404

    async def test_a_package_that_can_t_be_used(self, api: Running) -> None:
        answer = await api.client.post(f"{PROBLEMS}/check", json={"name": "triple", "files": {}})
        assert_problem(answer, 422, "invalid-problem")

    async def test_an_unknown_problem(self, api: Running) -> None:
        assert_problem(await api.client.post(f"{PROBLEMS}/triple/check"), 404, "unknown-problem")


class TestPreview:
    async def test_what_the_case_catches(self, api: Running) -> None:
        before = api.catalogue.problem("double").revision
        answer = await api.client.post(f"{DOUBLE}/cases/preview", json={"case": CASE}, headers=WAIT)
        report = answer.json()["report"]
        assert report["reference"] == "accepted"
        assert [case["name"] for case in report["cases"]] == ["a third"]
        passes = {each["name"]: each["passes"] for each in report["examples"]}
        assert passes == {
            "accepted/sum.py": True,
            "wrong_answer/caught.py": False,
            "wrong_answer/missed.py": True,
        }
        assert report["catches"] == report["catches_alone"] == ["wrong_answer/caught.py"]
        assert report["refuses"] == []
        assert api.catalogue.problem("double").revision == before

    async def test_one_in_the_place_of_another(self, api: Running) -> None:
        answer = await api.client.post(
            f"{DOUBLE}/cases/preview?replaces=shown", json={"case": CASE}, headers=WAIT
        )
        report = answer.json()["report"]
        assert [case["name"] for case in report["cases"]] == ["a third"]
        assert len(report["examples"]) == 3

    async def test_in_the_place_of_none(self, api: Running) -> None:
        answer = await api.client.post(f"{DOUBLE}/cases/preview?replaces=none", json={"case": CASE})
        assert_problem(answer, 404, "unknown-case")

    async def test_what_does_not_fit(self, api: Running) -> None:
        body = {"case": {"name": "a", "arguments": {}}}
        answer = await api.client.post(f"{DOUBLE}/cases/preview", json=body)
        assert_problem(answer, 422, "invalid-problem")


async def listed(api: Running, **request: Any) -> dict[str, Any]:
    answer = await api.client.get(CHECKS, **request)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


class TestList:
    async def test_the_newest_first_with_what_each_found(self, api: Running) -> None:
        preview = await api.client.post(
            f"{DOUBLE}/cases/preview", json={"case": CASE}, headers=WAIT
        )
        check = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        [later, earlier] = (await listed(api))["checks"]
        assert later["id"] == check.json()["id"]
        findings = [each["severity"] for each in check.json()["report"]["findings"]]
        assert later["found"] == {
            "failures": findings.count("failure"),
            "warnings": findings.count("warning"),
        }
        assert later["found"]["failures"] > 0
        assert later["revision"] == api.catalogue.problem("double").revision
        assert earlier["id"] == preview.json()["id"]
        assert (earlier["kind"], earlier["added"]) == ("preview", ["a third"])
        assert earlier["found"] == {
            "reference": "accepted",
            "faults": 0,
            "catches": 1,
            "catches_alone": 1,
            "refuses": 0,
        }

    async def test_what_is_under_way_has_found_nothing_yet(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        await api.client.post(f"{DOUBLE}/check")
        [under_way] = (await listed(api))["checks"]
        assert under_way["status"] in ("queued", "running")
        assert under_way["found"] is None
        assert "report" not in under_way

    async def test_page_by_page(self, api: Running) -> None:
        ids = []
        for _ in range(3):
            started = await api.client.post(f"{DOUBLE}/check")
            ids.append(started.json()["id"])
            await api.client.delete(started.headers["Location"])
        seen = []
        cursor: dict[str, str] = {}
        while True:
            page = await listed(api, params={"limit": "2", "problem": "double"} | cursor)
            seen += [each["id"] for each in page["checks"]]
            if page["next"] is None:
                break
            cursor = {"cursor": page["next"]}
        assert seen == ids[::-1]
        assert (await listed(api, params={"problem": "triple"}))["checks"] == []

    async def test_only_those_of_the_own_site(self, api: Running) -> None:
        author, other = await api.key("author"), await api.key("author", site="another")
        started = await api.client.post(f"{DOUBLE}/check", headers=author)
        check_id = started.json()["id"]
        assert [each["id"] for each in (await listed(api, headers=author))["checks"]] == [check_id]
        assert (await listed(api, headers=other))["checks"] == []
        foreign = await api.client.get(f"{CHECKS}?cursor={check_id}", headers=other)
        assert_problem(foreign, 404, "unknown-cursor")
        reader = await api.client.get(CHECKS, headers=await api.key("read"))
        assert_problem(reader, 403, "forbidden")


class TestCourse:
    async def test_a_submission_is_not_kept_waiting(
        self, api: Running, judge: ScriptedJudge
    ) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        started = await api.client.post(f"{DOUBLE}/check")
        assert started.status_code == 202
        await until(api, started.headers["Location"], "running")
        assert judge.graded == [HELD]
        judge.release()
        document = await until(api, started.headers["Location"], "finished")
        assert len(document["report"]["examples"]) == 3

    async def test_it_can_be_ended(self, api: Running, judge: ScriptedJudge) -> None:
        await api.submit(HELD)
        await judge.has_begun()
        location = (await api.client.post(f"{DOUBLE}/check")).headers["Location"]
        assert (await api.client.delete(location)).json()["status"] == "cancelled"
        judge.release()
        again = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        assert again.json()["status"] == "finished"
        assert (await api.client.get(location)).json()["status"] == "cancelled"

    async def test_a_restart_begins_it_again(
        self, settings: Settings, judge: ScriptedJudge
    ) -> None:
        async with running(settings, ScriptedJudge()) as api:
            await api.submit(HELD)
            location = (await api.client.post(f"{DOUBLE}/check")).headers["Location"]
            await until(api, location, "running")
        judge.release()
        async with running(settings, judge) as api:
            assert (await until(api, location, "finished"))["report"] is not None

    async def test_one_is_run_whose_claim_was_stored_and_not_answered(
        self, api: Running, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        claim_next, lost = CheckStore.claim_next, list[object]()

        async def losing(store: CheckStore, worker: str, **options: bool) -> object:
            check = await claim_next(store, worker, **options)
            if check is not None and not lost:
                lost.append(check)
                raise StoreError("the connection broke")
            return check

        monkeypatch.setattr(CheckStore, "claim_next", losing)
        monkeypatch.setattr("app.worker.check_claims._RETRY_S", 0.01)
        answer = await api.client.post(f"{DOUBLE}/check", headers=WAIT)
        assert answer.json()["status"] == "finished"
        assert lost

    async def test_one_at_a_time_for_each_key(self, api: Running, judge: ScriptedJudge) -> None:
        author = await api.key("author", "submit")
        await api.submit(HELD, headers=author)
        await judge.has_begun()
        first = await api.client.post(f"{DOUBLE}/check", headers=author)
        assert first.status_code == 202
        second = await api.client.post(f"{DOUBLE}/check", headers=author)
        assert_problem(second, 429, "too-many-in-flight")
        assert int(second.headers["Retry-After"]) > 0
        assert second.headers["Link"] == f'<{first.headers["Location"]}>; rel="related"'
        other = await api.client.post(f"{DOUBLE}/check", headers=await api.key("author"))
        assert other.status_code == 202

    async def test_others_don_t_see_it(self, api: Running) -> None:
        author = await api.key("author")
        location = (await api.client.post(f"{DOUBLE}/check", headers=author)).headers["Location"]
        other = await api.key("author", site="another")
        assert_problem(await api.client.get(location, headers=other), 404, "unknown-check")
        reader = await api.key("read")
        assert_problem(await api.client.get(location, headers=reader), 403, "forbidden")

    async def test_an_unknown_one(self, api: Running) -> None:
        assert_problem(await api.client.get(f"{CHECKS}/{ACCEPTED}"), 404, "unknown-check")
