"""Verdicts as a whole: the same again for the same seed, and valid JSON."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import numpy as np
import pytest

from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.conftest import REFERENCE
from tests.graders.packages import case, package

IDENTITY = "def f(x):\n    return x\n"
# Returns the same for the reference's argument, and shows what it was called with.
TELLTALE = "def f(x):\n    print(repr(x))\n    return x\n"
# None of these is the same for two runs.
MEASURED = {"id", "time_ms", "cpu_ms", "memory_mb"}
DRAWN = {
    "name": "drawn",
    "visibility": "sample",
    "count": 2,
    "grid": {"axes": ["n"], "shapes": [[2], [3]]},
    "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
}
SPECIAL_NUMBERS = (
    "import jax.numpy as jnp\ndef f(x): return jnp.array([jnp.nan, jnp.inf, -jnp.inf])"
)


def drawing_problem(folder: Path) -> Problem:
    return package(folder, IDENTITY, cases=[], generators=[DRAWN])


def told(verdict: Verdict) -> Any:
    """All that a verdict says, without what was measured."""

    def without_measured(part: Any) -> Any:
        if isinstance(part, dict):
            return {k: without_measured(v) for k, v in part.items() if k not in MEASURED}
        return [without_measured(item) for item in part] if isinstance(part, list) else part

    return without_measured(verdict.model_dump(mode="json"))


def refuse_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON")


@pytest.mark.parametrize(
    "source",
    [
        TELLTALE,
        "def f(x):\n    print(hash('x'), list({'a', 'b', 'c'}))\n    return x * 1.5\n",
        "import numpy as np\ndef f(x):\n    print(np.dot(x, x))\n    raise ValueError(str(x))\n",
        "import jax\ndef f(x):\n    return jax.nn.softmax(x * 1e3)\n",
        "def f(x) return x",
    ],
    ids=["accepted", "order of sets", "exception", "wrong answer", "syntax error"],
)
def test_same_source_and_seed_give_the_same_verdict(
    judge: Judge, tmp_path: Path, source: str
) -> None:
    problem = drawing_problem(tmp_path)
    assert told(judge.grade(problem, source, seed=7)) == told(judge.grade(problem, source, seed=7))


def test_another_judge_gives_the_same_verdict(judge: Judge, tmp_path: Path) -> None:
    problem = drawing_problem(tmp_path)
    with Judge() as another:
        verdicts = [each.grade(problem, TELLTALE, seed=7) for each in (judge, another)]
    assert told(verdicts[0]) == told(verdicts[1])


def test_seeds_draw_different_inputs(judge: Judge, tmp_path: Path) -> None:
    problem = drawing_problem(tmp_path)
    seen = {
        (case.arguments or {})["x"]["values"][0]
        for seed in (1, 2, 3)
        for case in judge.grade(problem, IDENTITY, seed=seed).cases
    }
    assert len(seen) == 6


def test_submission_gets_the_arguments_that_the_verdict_shows(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    print(x.tolist(), x.dtype)\n    return x\n"
    for judged in judge.grade(drawing_problem(tmp_path), source, seed=1).cases:
        assert judged.arguments is not None
        shown = np.array(judged.arguments["x"]["values"], np.float32)
        assert judged.stdout == f"{shown.tolist()} float32\n"


def test_without_a_seed_each_submission_draws_its_own(judge: Judge, tmp_path: Path) -> None:
    problem = drawing_problem(tmp_path)
    assert judge.grade(problem, IDENTITY).seed != judge.grade(problem, IDENTITY).seed


def test_verdict_says_what_it_is_of(judge: Judge, tmp_path: Path) -> None:
    problem = drawing_problem(tmp_path)
    verdict = judge.grade(problem, IDENTITY, seed=3, submission_id="mine")
    assert (verdict.id, verdict.problem, verdict.seed) == ("mine", "example", 3)
    assert (verdict.revision, verdict.total) == (problem.revision, 2)
    assert verdict.environment == judge.environment


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        (IDENTITY, Outcome.ACCEPTED),
        (SPECIAL_NUMBERS, Outcome.WRONG_ANSWER),
        ("def f(x): return {'a': [x, None, 'text']}", Outcome.WRONG_ANSWER),
        ("def f(x): raise ValueError('\\x00\\x1b\\ud800')", Outcome.RUNTIME_ERROR),
        ("def f(x): raise ValueError(chr(0xd800) * 9)", Outcome.RUNTIME_ERROR),
        ("def f(x): return type('Ä\\x1b', (), {})()", Outcome.WRONG_ANSWER),
        ("def f(x): print(chr(0xd800), chr(0), chr(27)); return x", Outcome.ACCEPTED),
        ("import os\ndef f(x): os.write(1, bytes(range(256))); return x", Outcome.ACCEPTED),
        ("def f(x):\n    return (\n", Outcome.COMPILE_ERROR),
        ("raise ValueError(float('nan'))", Outcome.RUNTIME_ERROR),
    ],
    ids=[
        *("accepted", "NaN and infinities", "containers", "hostile text", "surrogates"),
        *("hostile class name", "hostile prints", "bytes that are no text", "syntax error"),
        "exception while loading",
    ],
)
def test_verdict_is_valid_json_of_its_schema(
    judge: Judge, tmp_path: Path, source: str, outcome: Outcome
) -> None:
    solution = "import jax.numpy as jnp\ndef f(x): return jnp.full(3, jnp.nan)"
    reference = solution if source == SPECIAL_NUMBERS else IDENTITY
    problem = package(tmp_path, reference, accept=["jax", "numpy", "python"])
    verdict = judge.grade(problem, source, seed=1)
    document = json.loads(verdict.model_dump_json(), parse_constant=refuse_constant)
    jsonschema.Draft202012Validator(Verdict.model_json_schema(mode="serialization")).validate(
        document
    )
    assert told(Verdict.model_validate(document)) == told(verdict)
    assert verdict.verdict is outcome


def test_special_numbers_survive_json(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, "import jax.numpy as jnp\ndef f(x): return jnp.ones(3)")
    verdict = judge.grade(problem, SPECIAL_NUMBERS, seed=1)
    document = json.loads(verdict.model_dump_json(), parse_constant=refuse_constant)
    got = [element["got"] for element in document["cases"][0]["comparison"]["worst"]]
    assert sorted(got) == ["-Infinity", "Infinity", "NaN"]


@pytest.mark.parametrize("number", [float("inf"), float("-inf"), float("nan")])
def test_special_numbers_as_arguments_are_valid_json(
    judge: Judge, tmp_path: Path, number: float
) -> None:
    array = {"dtype": "float32", "values": [number, 1.0]}
    cases = [case("number", x=number), case("array", x=array)]
    problem = package(tmp_path, "def f(x): return 1.0", cases=cases, accept=["python"])
    verdict = judge.grade(problem, "def f(x): return 1.0", seed=1)
    document = json.loads(verdict.model_dump_json(), parse_constant=refuse_constant)
    assert document["verdict"] == "accepted"


def test_grade_of_the_module_starts_and_ends_a_judge_of_its_own() -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "import graders\n"
        "problem = graders.load_problem(Path(sys.argv[1]))\n"
        "for source in ('def', ''):\n"
        "    print(graders.grade(problem, source, seed=5).model_dump_json())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, str(REFERENCE / "add_layer_warm_start")],
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    verdicts = [Verdict.model_validate_json(line) for line in ended.stdout.splitlines()]
    assert [(verdict.verdict, verdict.seed) for verdict in verdicts] == [
        (Outcome.COMPILE_ERROR, 5),
        (Outcome.COMPILE_ERROR, 5),
    ]
    assert (ended.returncode, ended.stderr) == (0, "")
