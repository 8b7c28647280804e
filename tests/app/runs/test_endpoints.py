import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.app.problem_files import assert_problem
from tests.app.running import SUBMISSIONS, Running
from tests.app.scripted_judge import ACCEPTED, CRASH, HELD, JUDGE_ERROR, ScriptedJudge

pytestmark = pytest.mark.anyio

RUNS = "/api/v1/runs"


async def run(api: Running, source: str, prefer: str = "wait=60", **fields: Any) -> httpx.Response:
    body = json.dumps({"problem": "double", "source": source} | fields)
    headers = {"Content-Type": "application/json", "Prefer": prefer}
    return await api.client.post(RUNS, content=body, headers=headers)


class TestRun:
    async def test_on_the_samples(self, api: Running, judge: ScriptedJudge) -> None:
        answer = await run(api, ACCEPTED)
        assert answer.status_code == 200
        assert answer.headers["preference-applied"] == "wait=60"
        document = answer.json()
        assert (document["kind"], document["verdict"]) == ("run", "accepted")
        assert document["message"] == "As the script says of a run."
        assert judge.inputs == [None]

    async def test_on_other_inputs(self, api: Running, judge: ScriptedJudge) -> None:
        answer = await run(api, ACCEPTED, inputs=[{"x": 2.0}, {"x": True}])
        assert answer.status_code == 200
        assert judge.inputs == [[{"x": 2.0}, {"x": True}]]

    async def test_it_is_there_to_read(self, api: Running, judge: ScriptedJudge) -> None:
        answer = await run(api, HELD, prefer="wait=0")
        assert answer.status_code == 202
        location = answer.headers["location"]
        assert location == f"{RUNS}/{answer.json()['id']}"
        await judge.has_begun()
        assert (await api.client.get(location)).json()["status"] == "running"
        judge.release()
        finished = await api.until_finished(answer.json()["id"])
        assert (await api.client.get(location)).json() == finished

    async def test_it_can_be_followed(self, api: Running) -> None:
        submission_id = (await run(api, ACCEPTED)).json()["id"]
        answer = await api.client.get(f"{SUBMISSIONS}/{submission_id}/events")
        assert "event: verdict" in answer.text

    async def test_it_can_be_cancelled(self, api: Running, judge: ScriptedJudge) -> None:
        submission_id = (await run(api, HELD, prefer="wait=0")).json()["id"]
        await judge.has_begun()
        answer = await api.client.delete(f"{SUBMISSIONS}/{submission_id}")
        assert answer.json()["status"] == "cancelled"

    @pytest.mark.parametrize("source", [CRASH, JUDGE_ERROR])
    async def test_a_failing_judge_is_tried_three_times(
        self, api: Running, judge: ScriptedJudge, source: str
    ) -> None:
        answer = await run(api, source)
        assert answer.json()["verdict"] == "judge_error"
        assert judge.graded == [source] * 3


class TestApart:
    async def test_no_list_shows_it(self, api: Running) -> None:
        await run(api, ACCEPTED)
        assert (await api.client.get(SUBMISSIONS)).json()["submissions"] == []

    async def test_a_submission_is_no_run(self, api: Running) -> None:
        submission = (await api.submit(ACCEPTED, prefer="wait=60")).json()
        assert submission["kind"] == "submission"
        assert_problem(await api.client.get(f"{RUNS}/{submission['id']}"), 404, "unknown-run")

    async def test_another_site_does_not_see_it(self, api: Running) -> None:
        submission_id = (await run(api, ACCEPTED)).json()["id"]
        key = await api.key("read", site="another")
        answer = await api.client.get(f"{RUNS}/{submission_id}", headers=key)
        assert_problem(answer, 404, "unknown-run")


class TestRefusal:
    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"inputs": [{"x": ["secret"]}]}, "inputs[0].x"),
            ({"inputs": [{"x": 1.0, "y": 2.0}]}, "inputs[0].y"),
            ({"inputs": [{"x": 1.0, "\ud800": 2.0}]}, "inputs[0].\\ud800"),
            ({"inputs": 7}, "inputs"),
            ({"learner": "one"}, "learner"),
        ],
    )
    async def test_a_wrong_field_is_named(
        self, api: Running, judge: ScriptedJudge, fields: dict[str, Any], field: str
    ) -> None:
        answer = await run(api, ACCEPTED, **fields)
        assert_problem(answer, 422, "invalid-request", field)
        assert judge.graded == []

    async def test_an_empty_source(self, api: Running) -> None:
        assert_problem(await run(api, ""), 422, "invalid-request", "source")

    async def test_an_unknown_problem(self, api: Running) -> None:
        assert_problem(await run(api, ACCEPTED, problem="triple"), 404, "unknown-problem")

    async def test_a_source_larger_than_the_problem_allows(self, api: Running) -> None:
        assert_problem(await run(api, "#" * 1025), 413, "source-too-large")


class TestWithoutSamples:
    @pytest.fixture
    def problems_dir(self, problems_dir: Path) -> Path:
        toml = problems_dir / "double" / "problem.toml"
        toml.write_text(toml.read_text().replace('visibility = "sample"\n', ""))
        return problems_dir

    async def test_inputs_are_needed(self, api: Running) -> None:
        assert_problem(await run(api, ACCEPTED), 422, "invalid-request", "inputs")
        assert (await run(api, ACCEPTED, inputs=[{"x": 1.0}])).status_code == 200
