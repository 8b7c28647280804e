"""The whole service with the judge that it ships with, on a problem that it ships with."""

import re
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from app.settings import Settings
from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import load_problem
from tests.app.running import SUBMISSIONS, Running, running

pytestmark = pytest.mark.anyio

PROBLEM = "add_layer_warm_start"
WAIT = {"Prefer": "wait=60"}
REFERENCE = Path(__file__).parents[2] / "reference"


class SharedJudge(Judge):
    """Outlives the services of this file: a start takes seconds."""

    def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def problems_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Has only the one problem, with the sizes of its samples: everything is compiled for each."""
    folder = tmp_path_factory.mktemp("problems")
    package = shutil.copytree(REFERENCE / PROBLEM, folder / PROBLEM)
    rows = r"( +\[.*\],\n)"
    whole = (package / "problem.toml").read_text()
    fewer, count = re.subn(rf"(shapes = \[\n{rows}{rows}){rows}+", r"\1", whole)
    assert count == len(load_problem(package).spec.generators)
    (package / "problem.toml").write_text(fewer)
    return folder


@pytest.fixture(scope="module")
def shared_judge(problems_dir: Path) -> Iterator[SharedJudge]:
    judge = SharedJudge()
    # Submissions that come before it is warm compile all that is being compiled for it.
    judge.warm(load_problem(problems_dir / PROBLEM))
    assert judge.wait_until_warm(100)
    yield judge
    Judge.close(judge)


@pytest.fixture
async def service(
    tmp_path: Path, problems_dir: Path, shared_judge: SharedJudge
) -> AsyncIterator[Running]:
    settings = Settings(data_dir=tmp_path / "data", problems_dir=problems_dir)
    async with running(settings, shared_judge) as api:
        yield api


@pytest.mark.parametrize(
    "example",
    [
        "accepted/split_merge.py",
        "wrong_answer/forgot_bias.py",
        "compile_error/syntax_error.py",
    ],
)
async def test_a_submission_gets_the_verdict_of_its_folder(service: Running, example: str) -> None:
    await judged(service, example)


async def judged(service: Running, example: str) -> dict[str, Any]:
    """The verdict, which is that of the example's folder."""
    problem = service.catalogue.problem(PROBLEM)
    [source] = [known.source for known in problem.submissions if known.name == example]
    answer = await service.client.post(
        SUBMISSIONS,
        json={"problem": PROBLEM, "source": source},
        headers=WAIT,
    )
    assert answer.status_code == 200
    document: dict[str, Any] = answer.json()
    assert document["verdict"] == Outcome(example.split("/")[0])
    assert document["total"] == len(document["cases"]) == problem.spec.case_count
    assert document["revision"] == problem.revision
    assert await service.read(document["id"]) == document
    schema = (await service.client.get("/api/v1/verdict.schema.json")).json()
    jsonschema.Draft202012Validator(schema).validate(document)
    return document


async def test_a_review_shows_where_it_goes_wrong(service: Running) -> None:
    problem = service.catalogue.problem(PROBLEM)
    verdict = await judged(service, "wrong_answer/returns_nan.py")
    submission_id = verdict["id"]
    path = f"{SUBMISSIONS}/{submission_id}/review"
    # It may take longer than one request waits.
    while (answer := await service.client.post(path, headers=WAIT)).status_code == 202:
        pass
    assert answer.status_code == 200
    review = answer.json()
    assert (review["submission"], review["status"]) == (submission_id, "finished")
    assert review["smallest"]["verdict"] == "wrong_answer"
    assert set(review["smallest"]["arguments"]) == set(problem.spec.entry_point.parameters)
    failing = [
        case["name"]
        for case in verdict["cases"]
        if case["visibility"] == "sample" and case["verdict"] == "wrong_answer"
    ]
    assert [each["case"] for each in review["reproducers"]] == failing[:5] != []
    for each in review["reproducers"]:
        compile(each["script"], each["case"], "exec")
