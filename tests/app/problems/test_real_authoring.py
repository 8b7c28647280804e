"""Authoring with the judge that the service ships with, on a small problem."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.settings import Settings
from graders.judge import Judge
from tests.app.running import Running, running

pytestmark = [pytest.mark.anyio, pytest.mark.timeout(300)]

DOUBLE = "/api/v1/problems/double"
HINTED = '"""Squares are no doubles."""\n\n\ndef double(x):\n    return x * x\n'
NEGATIVE = '"""Negative numbers are doubled too."""\n\n\ndef double(x):\n    return 2 * abs(x)\n'


@pytest.fixture
def examples(problems_dir: Path) -> None:
    wrong = problems_dir / "double" / "submissions" / "wrong_answer"
    wrong.mkdir()
    (wrong / "squared.py").write_text(HINTED)
    (wrong / "sign_lost.py").write_text(NEGATIVE)
    # What can't be loaded comes to no case, and is caught by none.
    (problems_dir / "double/submissions/compile_error").mkdir()
    (problems_dir / "double/submissions/compile_error/unfinished.py").write_text("def double(x):")


async def finished(api: Running, path: str, body: object = None) -> Any:
    answer = await api.client.post(path, json=body)
    assert answer.status_code == 202
    check_id = answer.json()["id"]
    with api.watches.watch(check_id, only_end=True) as watch:
        location = answer.headers["Location"]
        while (document := (await api.client.get(location)).json())["finished_at"] is None:
            await watch.news(1)
    assert document["status"] == "finished", document["error"]
    return document["report"]


@pytest.mark.usefixtures("examples")
async def test_a_case_is_tried_added_and_judged_on(settings: Settings) -> None:
    with Judge([settings.data_dir, settings.problems_dir]) as judge:
        async with running(settings, judge) as api:
            learner = {"problem": "double", "source": NEGATIVE}
            wait = {"Prefer": "wait=60"}
            first = await api.client.post("/api/v1/submissions", json=learner, headers=wait)
            assert first.json()["verdict"] == "accepted"

            report = await finished(api, f"{DOUBLE}/check")
            missed = [each["name"] for each in report["examples"] if not each["as_expected"]]
            assert missed == ["wrong_answer/sign_lost.py"]

            case = {"name": "below zero", "arguments": {"x": -1.5}, "message": "Think below zero."}
            report = await finished(api, f"{DOUBLE}/cases/preview", {"case": case})
            [tried] = report["cases"]
            assert (tried["arguments"], tried["expected"]) == ({"x": -1.5}, -3.0)
            assert report["catches"] == ["wrong_answer/sign_lost.py", "wrong_answer/squared.py"]
            assert report["catches_alone"] == ["wrong_answer/sign_lost.py"]
            assert report["refuses"] == []

            added = await api.client.post(
                f"{DOUBLE}/cases?publish=true", json={"case": case}, headers=wait
            )
            assert added.status_code == 201, added.text
            second = await api.client.post("/api/v1/submissions", json=learner, headers=wait)
            assert second.json()["verdict"] == "wrong_answer"
            assert second.json()["cases"][-1]["author_message"] == "Think below zero."
            assert "-1.5" not in second.text

            started = await api.client.post(
                "/api/v1/rejudges",
                json={"problem": "double", "submissions": [first.json()["id"]]},
            )
            location = started.headers["Location"]
            for _ in range(600):
                document = (await api.client.get(location)).json()
                if document["status"] == "ready":
                    break
                await asyncio.sleep(0.1)
            assert document["changes"][0]["after"] == "wrong_answer"
            await api.client.post(f"{location}/apply")
            assert (await api.read(first.json()["id"]))["verdict"] == "wrong_answer"


async def test_a_reference_that_raises_never_goes_live(settings: Settings) -> None:
    async def put(solution: str) -> httpx.Response:
        files = {
            path: (settings.problems_dir / "double" / path).read_text()
            for path in ("problem.toml", "statement.md")
        }
        return await api.client.put(
            f"{DOUBLE}/package?publish=true",
            json={"name": "double", "files": files | {"solution.py": solution}},
            headers={"Prefer": "wait=60"},
        )

    with Judge([settings.data_dir, settings.problems_dir]) as judge:
        async with running(settings, judge) as api:
            refused = await put("def double(x):\n    return undefined_name\n")
            assert refused.status_code == 422
            assert "NameError" in refused.json()["detail"]
            learner = {"problem": "double", "source": "def double(x):\n    return x + x\n"}
            wait = {"Prefer": "wait=60"}
            first = await api.client.post("/api/v1/submissions", json=learner, headers=wait)
            assert first.json()["verdict"] == "accepted"
            mended = await put("def double(x):\n    return x + x\n")
            assert mended.json()["draft"] is None, mended.text
