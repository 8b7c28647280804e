"""Arguments that the problem's own function makes, alike for the reference and submissions."""

from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.grading.runs import InvalidInputsError, parse_inputs
from graders.judge import Judge
from graders.problem.files import ProblemError
from graders.problem.package import Problem
from tests.graders.packages import package

GIVEN = """
import jax
from flax import nnx


class Scale(nnx.Module):
    def __init__(self, rngs, features):
        self.factor = nnx.Param(jax.random.normal(rngs.params(), (features,)))

    def __call__(self, x):
        return x * self.factor[...]


def weights(key, count):
    return [jax.random.normal(part) for part in jax.random.split(key, count)]
"""
SOLUTION = """
import jax.numpy as jnp
from given import Scale


def f(model, weights, x):
    assert isinstance(model, Scale)
    return sum(weights) * jnp.sum(model(x))
"""
SEED_IGNORED = SOLUTION.replace("model(x)", "x")
MODEL = {"made_by": "Scale", "arguments": {"rngs": {"rngs": 1}, "features": 3}}
X = {"dtype": "float32", "values": [1.0, 2.0, 3.0]}


def made(folder: Path, **changes: object) -> Problem:
    generator = {
        "name": "drawn",
        "count": 2,
        "grid": {"axes": ["n"], "shapes": [[3]]},
        "arguments": {
            "model": {
                "made_by": "Scale",
                "arguments": {
                    "rngs": {"distribution": "rngs"},
                    "features": {"axis": "n", "number": "int"},
                },
            },
            "weights": {
                "made_by": "weights",
                "arguments": {"key": {"distribution": "key"}, "count": {"constant": 2}},
            },
            "x": {"distribution": "normal", "shape": ["n"]},
        },
    }
    weights = {"made_by": "weights", "arguments": {"key": {"key": 0}, "count": 2}}
    arguments = {"model": MODEL, "weights": weights, "x": X}
    given = {
        "entry_point": {"function": "f", "parameters": ["model", "weights", "x"]},
        "cases": [{"name": "one", "visibility": "sample", "arguments": arguments}],
        "generators": [generator, {**generator, "name": "probed", "probe": "nonzero_bias_init"}],
        "feedback": {"forbid": ["changes_inputs", "not_traceable", "retraces"]},
        "files": {"given.py": GIVEN},
    }
    return package(folder, SOLUTION, **(given | changes))  # type: ignore[arg-type]


def test_reference_and_submission_get_the_same(judge: Judge, tmp_path: Path) -> None:
    problem = made(tmp_path)
    assert judge.grade(problem, SOLUTION, seed=1).verdict is Outcome.ACCEPTED
    verdict = judge.grade(problem, SEED_IGNORED, seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    assert {each.verdict for each in verdict.cases[:5]} == {Outcome.WRONG_ANSWER}
    assert verdict.cases[0].arguments is not None
    assert verdict.cases[0].arguments["model"] == MODEL


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "given.py: missing: an argument has made_by"),
        ({"given.py": "def weights(key, count):\n    pass\n"}, "given.py: defines no Scale, which"),
        (
            {"given.py": GIVEN.replace("Scale", "Scaled")},
            r"given.py: defines no Scale, .*; did you mean Scaled\?",
        ),
        ({"given.py": "def weights("}, "given.py: not Python"),
        (
            {"given.py": GIVEN.replace("rngs, features", "nnx_rngs, features")},
            r"arguments.model \(in 'one'\): Scale in given.py takes no rngs; did you mean nnx_rngs",
        ),
        (
            {"given.py": GIVEN.replace("(key, count)", "(key, count, scale)")},
            r"problem.toml: arguments.weights \(in 'one'\): weights in given.py needs scale",
        ),
    ],
)
def test_given_must_define_what_makes_them(
    files: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(ProblemError, match=said):
        made(tmp_path, files=files)


def test_own_inputs_use_the_problem_s_functions_only(tmp_path: Path) -> None:
    spec = made(tmp_path).spec
    own = {"model": MODEL, "weights": {"list": [1.0]}, "x": X}
    assert parse_inputs(spec, [own])
    with pytest.raises(InvalidInputsError, match="the problem makes no argument by split"):
        parse_inputs(spec, [own | {"weights": {"made_by": "split", "arguments": {}}}])
