"""Arguments come to the function as what the problem says that they are."""

from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from tests.graders.packages import case, package

GRID = {"axes": ["n"], "shapes": [[3], [5]]}


@pytest.mark.parametrize(
    "same",
    [
        "jax.random.key(42)",
        "jax.random.wrap_key_data(jax.random.key_data(x))",
        "x",
    ],
)
def test_a_given_key_is_what_jax_makes_of_its_seed(judge: Judge, tmp_path: Path, same: str) -> None:
    problem = package(tmp_path, "def f(x): return x", cases=[case("sample", x={"key": 42})])
    verdict = judge.grade(problem, f"import jax\ndef f(x): return {same}\n", seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert verdict.cases[0].arguments == {"x": {"key": 42}}


def test_another_key_is_another_value(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, "def f(x): return x", cases=[case("sample", x={"key": 42})])
    verdict = judge.grade(problem, "import jax\ndef f(x): return jax.random.key(43)", seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER


@pytest.mark.parametrize(
    ("given", "same"),
    [
        (0, "nnx.Rngs(0)"),
        ({"default": 0, "params": 1}, "nnx.Rngs(0, params=1)"),
        ({"params": 3, "dropout": 4}, "nnx.Rngs(params=3, dropout=4)"),
    ],
)
def test_given_rngs_are_what_flax_makes_of_their_seeds(
    judge: Judge, tmp_path: Path, given: Any, same: str
) -> None:
    solution = "def f(x): return [x.params(), x.params(), x.dropout(), list(x)]"
    problem = package(
        tmp_path,
        f"from flax import nnx\ndef f(x):\n    x = {same}\n    return {solution[17:]}",
        # The second call gets its own: what the first one drew is not drawn from it.
        cases=[case("sample", x={"rngs": given}), case("again", x={"rngs": given})],
    )
    verdict = judge.grade(problem, solution, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert verdict.cases[1].arguments == {"x": {"rngs": given}}


CONTAINERS = {
    "list": [1, 2.5, {"dtype": "float32", "values": [1.0]}],
    "tuple": [{"tuple": []}, {"none": True}, "relu"],
    "dict": {"b": {"rngs": 3}, "a": {"key": 4}},
}


@pytest.mark.parametrize(
    ("kind", "same"),
    [
        ("list", "[1, 2.5, jnp.array([1.0])]"),
        ("tuple", "((), None, 'relu')"),
        ("dict", "{'b': nnx.Rngs(3)(), 'a': jax.random.key(4)}"),
    ],
)
def test_given_containers_are_pythons(judge: Judge, tmp_path: Path, kind: str, same: str) -> None:
    head = "import jax, jax.numpy as jnp\nfrom flax import nnx\ndef f(x):\n"
    given = {kind: CONTAINERS[kind]}
    problem = package(tmp_path, f"{head}    return {same}", cases=[case("sample", x=given)])
    source = f"{head}    return x if type(x) is not dict else {{'b': x['b'](), 'a': x['a']}}\n"
    verdict = judge.grade(problem, source, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED


def test_drawn_containers_are_pythons(judge: Judge, tmp_path: Path) -> None:
    described = (
        "def f(x):\n"
        "    (tokens, rate), mode = x['batch'], x['mode']\n"
        "    assert type(x) is dict and type(x['batch']) is tuple and type(x['layers']) is list\n"
        "    return {'relu': 1, 'gelu': 2}[mode] * rate + tokens.sum(), x['layers'][-1]\n"
    )
    tokens = {"distribution": "integers", "low": 0, "high": "n", "dtype": "int32", "shape": [4]}
    layer = {"distribution": "normal", "shape": ["n"]}
    drawn = {
        "dict": {
            "batch": {"tuple": [tokens, {"distribution": "uniform"}]},
            "mode": {"distribution": "choice", "values": ["relu", "gelu"]},
            "layers": {"list": [layer, layer]},
        }
    }
    generator = {"name": "drawn", "count": 3, "grid": GRID, "arguments": {"x": drawn}}
    problem = package(tmp_path, described, cases=[], generators=[generator], accept=["python"])
    verdict = judge.grade(problem, described, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED


def test_drawn_arguments(judge: Judge, tmp_path: Path) -> None:
    arguments: dict[str, Any] = {
        "key": {"distribution": "key"},
        "keys": {"distribution": "key", "shape": ["n"]},
        "rngs": {"distribution": "rngs"},
        "order": {"distribution": "permutation", "size": "n"},
        "edges": {
            "distribution": "special",
            "values": ["subnormal", "negative_zero", "inf"],
            "dtype": "bfloat16",
            "shape": ["n"],
        },
        "mask": {"distribution": "choice", "values": [True, False], "dtype": "bool", "shape": [2]},
        "mode": {"distribution": "choice", "values": [7]},
    }
    described = (
        "import jax\n"
        f"def f({', '.join(arguments)}):\n"
        "    draws = jax.vmap(jax.random.normal)(keys)\n"
        "    noise = jax.random.normal(key, edges.shape)\n"
        "    noise += rngs.normal(edges.shape)\n"
        "    return [draws[order], noise, edges, mask, mode, 1.0 / edges[edges == 0]]\n"
    )
    problem = package(
        tmp_path,
        described,
        cases=[],
        entry_point={"function": "f", "parameters": list(arguments)},
        generators=[
            {
                "name": "drawn",
                "count": 4,
                "visibility": "sample",
                "grid": GRID,
                "arguments": arguments,
            }
        ],
        tolerance={"comparator": "exact"},
        accept=["python"],
    )
    verdict = judge.grade(problem, described, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    shown = verdict.cases[0].arguments
    assert shown is not None
    assert sorted(shown["order"]["values"]) == list(range(shown["order"]["shape"][0]))
    assert len(shown["keys"]["key"]) == shown["order"]["shape"][0]
    assert isinstance(shown["key"]["key"], int)
    assert isinstance(shown["rngs"]["rngs"], int)


AUTOENCODER = """
from flax import nnx

class Autoencoder(nnx.Module):
    def __init__(self, rngs):
        self.encoder = nnx.Linear(4, 4, rngs=rngs)
        self.decoder = nnx.Linear(4, 4, rngs=rngs)

    def __call__(self, x):
        return self.decoder(nnx.relu(self.encoder(x)))
"""
MODEL_DRIVER = """
from flax import nnx
from given import Autoencoder

def drive(submission, rngs, x):
    model = Autoencoder(rngs)
    submission.tie_weights(model)
    return nnx.state(model, nnx.Param), model(x)
"""
TIES = """
def tie_weights(model):
    model.decoder.kernel[...] = model.encoder.kernel[...].T
"""


def test_a_model_is_an_argument_that_a_driver_makes(judge: Judge, tmp_path: Path) -> None:
    problem = package(
        tmp_path,
        TIES,
        files={"driver.py": MODEL_DRIVER, "given.py": AUTOENCODER},
        cases=[],
        entry_point={"function": "tie_weights", "parameters": ["rngs", "x"]},
        arguments={
            "rngs": {"distribution": "rngs"},
            "x": {"distribution": "normal", "shape": ["batch", 4]},
        },
        generators=[
            {"name": "drawn", "count": 2, "grid": {"axes": ["batch"], "shapes": [[1], [3]]}}
        ],
    )
    assert judge.grade(problem, TIES, seed=1).verdict is Outcome.ACCEPTED
    untransposed = judge.grade(problem, TIES.replace(".T", ""), seed=1)
    assert untransposed.verdict is Outcome.WRONG_ANSWER
