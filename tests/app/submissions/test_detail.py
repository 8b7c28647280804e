"""Submissions in summary: without their cases."""

from datetime import UTC, datetime

import pytest

from app.submissions.detail import case_in_detail, in_detail
from app.submissions.schemas import FinishedSubmission
from graders.core.verdict import CaseVerdict, Environment, Hint, Outcome
from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, HELD, ScriptedJudge

pytestmark = pytest.mark.anyio

CASE = CaseVerdict(
    name="a",
    visibility="sample",
    verdict=Outcome.WRONG_ANSWER,
    message="It is not met.",
    reason="not_met",
    parameters={"a": 1},
    stdout="printed",
    arguments={"x": 1.0},
    got=2.0,
    expected=3.0,
)


def a_finished_one(cases: int) -> FinishedSubmission:
    names = tuple(f"case {n}" for n in range(cases))
    return FinishedSubmission(
        id="1",
        problem="double",
        revision="0",
        seed=1,
        verdict=Outcome.WRONG_ANSWER,
        message="No.",
        passed=0,
        total=cases,
        score=0.0,
        cases=(CASE,) * cases,
        hints=(Hint(mistake="m", text="Think.", cases=names),),
        environment=Environment(python="3", jax="0", flax="0", sandbox=()),
        status="finished",
        created_at=datetime.now(UTC),
        finished_at=datetime.now(UTC),
    )


def test_a_summary_has_the_size_of_a_page_whatever_the_cases() -> None:
    submission = a_finished_one(1000)

    summary = in_detail(submission, "summary")

    assert len(submission.model_dump_json()) > 100_000
    assert len(summary.model_dump_json()) < 2000
    assert (summary.cases, summary.hints[0].cases) == ((), ())
    assert summary.total == 1000
    assert in_detail(submission, "full") is submission


def test_a_case_in_summary_tells_how_it_ended_and_why() -> None:
    case = case_in_detail(CASE, "summary")

    assert (case.verdict, case.message) == (CASE.verdict, CASE.message)
    assert (case.reason, case.parameters) == (CASE.reason, CASE.parameters)
    assert (case.stdout, case.arguments, case.got, case.expected) == ("", None, None, None)
    assert case_in_detail(CASE, "full") is CASE


class TestApi:
    @pytest.mark.parametrize("path", [SUBMISSIONS, "/api/v1/runs"])
    async def test_what_is_handed_in_and_read(self, api: Running, path: str) -> None:
        sent = {"problem": "double", "source": ACCEPTED}
        wait = {"Prefer": "wait=20"}
        told = await api.client.post(f"{path}?detail=summary", json=sent, headers=wait)
        assert (told.status_code, told.json()["cases"], told.json()["total"]) == (200, [], 1)
        url = f"{path}/{told.json()['id']}"
        assert (await api.client.get(f"{url}?detail=summary")).json()["cases"] == []
        assert len((await api.client.get(url)).json()["cases"]) == 1

    async def test_one_that_is_not_finished(self, api: Running, judge: ScriptedJudge) -> None:
        url = f"{SUBMISSIONS}/{(await api.submit(HELD)).json()['id']}"
        await judge.has_begun()
        assert (await api.client.get(f"{url}?detail=summary")).json()["cases"] == []
        judge.release()

    async def test_events(self, api: Running) -> None:
        finished = (await api.submit(ACCEPTED, prefer="wait=20")).json()
        events = f"{SUBMISSIONS}/{finished['id']}/events"
        told = (await api.client.get(f"{events}?detail=summary")).text
        assert "event: case" in told
        assert '"cases":[]' in told.partition("event: verdict")[2]
        assert '"cases":[]' not in (await api.client.get(events)).text

    async def test_another_detail_is_refused(self, api: Running) -> None:
        answer = await api.client.get(f"{SUBMISSIONS}/{'0' * 32}?detail=some")
        assert_problem(answer, 422, "invalid-request", "detail")
