"""Having submissions judged again, and a judge that then judges otherwise."""

import asyncio
from typing import Any

import pytest

from graders.core.verdict import Verdict
from graders.problem.package import Problem
from tests.app.problems.test_authoring_endpoints import put
from tests.app.running import PATIENCE_S, Running
from tests.app.scripted_judge import JUDGE_ERROR, WRONG, ScriptedJudge

REJUDGES = "/api/v1/rejudges"
STRICT = "right only where this is not asked"


class ChangingJudge(ScriptedJudge):
    """Where the problem is strict, rejects what says so, and fails on what it would hold."""

    def grade(self, problem: Problem, source: str, **options: Any) -> Verdict:
        if problem.statement == "Strict." and source == STRICT:
            source = WRONG
        if problem.statement == "Strict." and source == "later a failure":
            source = JUDGE_ERROR
        return super().grade(problem, source, **options)


async def judged(api: Running, source: str, **options: Any) -> str:
    answer = await api.submit(source, prefer=f"wait={PATIENCE_S}", **options)
    assert answer.status_code == 200
    submission_id: str = answer.json()["id"]
    return submission_id


async def become_strict(api: Running) -> None:
    assert (await put(api, {"statement.md": b"Strict."})).status_code == 200


async def start(api: Running, **wanted: Any) -> str:
    answer = await api.client.post(REJUDGES, json={"problem": "double"} | wanted)
    assert answer.status_code == 202
    location: str = answer.headers["Location"]
    return location


async def ready(api: Running, location: str) -> dict[str, Any]:
    for _ in range(100 * PATIENCE_S):
        document: dict[str, Any] = (await api.client.get(location)).json()
        if document["status"] != "judging":
            return document
        await asyncio.sleep(0.01)
    pytest.fail("it is still judging")
