"""The whole service with the judge that it ships with, on the problem that it ships with."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest

from app.settings import Settings
from graders.judge import Judge
from graders.problem import Problem
from graders.verdict import Environment, Outcome, Verdict
from graders.warm import State
from tests.app.running import SUBMISSIONS, Running, running

pytestmark = pytest.mark.anyio

PROBLEM = "add_layer_warm_start"


class SharedJudge:
    """Outlives the services of this file: a start takes seconds."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self.environment: Environment = judge.environment

    def grade(
        self, problem: Problem, source: str, *, seed: int | None, submission_id: str | None
    ) -> Verdict:
        return self._judge.grade(problem, source, seed=seed, submission_id=submission_id)

    def draw_seed(self, problem: Problem) -> int:
        return self._judge.draw_seed(problem)

    def warm(self, problem: Problem) -> None:
        self._judge.warm(problem)

    def warmth(self, problem: Problem) -> State:
        return self._judge.warmth(problem)

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def shared_judge() -> Iterator[SharedJudge]:
    with Judge() as judge:
        yield SharedJudge(judge)


@pytest.fixture
async def service(tmp_path: Path, shared_judge: SharedJudge) -> AsyncIterator[Running]:
    async with running(Settings(data_dir=tmp_path / "data"), shared_judge) as api:
        yield api


@pytest.mark.parametrize(
    "example",
    [
        "accepted/split_merge.py",
        "wrong_answer/forgot_bias.py",
        "wrong_answer/returns_nan.py",
        "compile_error/syntax_error.py",
    ],
)
async def test_a_submission_gets_the_verdict_of_its_folder(service: Running, example: str) -> None:
    problem = service.service.problem(PROBLEM)
    [source] = [known.source for known in problem.submissions if known.name == example]
    answer = await service.client.post(
        SUBMISSIONS,
        json={"problem": PROBLEM, "source": source},
        headers={"Prefer": "wait=60"},
    )
    assert answer.status_code == 200
    document = answer.json()
    assert document["verdict"] == Outcome(example.split("/")[0])
    assert document["total"] == len(document["cases"]) == problem.spec.case_count
    assert document["revision"] == problem.revision
    assert await service.read(document["id"]) == document
    schema = (await service.client.get("/api/v1/verdict.schema.json")).json()
    jsonschema.Draft202012Validator(schema).validate(document)
