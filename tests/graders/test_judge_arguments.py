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
