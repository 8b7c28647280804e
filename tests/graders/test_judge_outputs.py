"""Everything that a function may return, and how its parts are named where they are wrong."""

from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from tests.graders.packages import package

IMPORTS = (
    "import collections, dataclasses\n"
    "import jax, jax.numpy as jnp, numpy as np\n"
    "from flax import nnx\n"
    "Pair = collections.namedtuple('Pair', ['left', 'right'])\n"
    "@dataclasses.dataclass\n"
    "class Output:\n"
    "    loss: object\n"
    "    logits: object\n"
)


def returns(expression: str) -> str:
    return f"{IMPORTS}def f(x):\n    return {expression}\n"


def linear_with_bias(number: str) -> str:
    return (
        f"{IMPORTS}def f(x):\n"
        "    layer = nnx.Linear(2, 3, rngs=nnx.Rngs(int(x)))\n"
        f"    layer.bias[...] = jnp.full(3, {number})\n"
        "    return nnx.state(layer)\n"
    )


ARRAY = "jnp.array([x, 1.0])"
WRONG = "jnp.array([x, 1.5])"
TREES = [
    pytest.param(returns(ARRAY), returns(WRONG), "", id="array"),
    pytest.param(
        returns(f"{{'a': {ARRAY}, 'b': {ARRAY}}}"),
        returns(f"{{'a': {ARRAY}, 'b': {WRONG}}}"),
        "b",
        id="dict",
    ),
    pytest.param(returns(f"[{ARRAY}, {ARRAY}]"), returns(f"[{ARRAY}, {WRONG}]"), "1", id="list"),
    pytest.param(returns(f"({ARRAY}, {ARRAY})"), returns(f"({WRONG}, {ARRAY})"), "0", id="tuple"),
    pytest.param(
        returns(f"Pair({ARRAY}, {ARRAY})"),
        returns(f"Pair({ARRAY}, {WRONG})"),
        "right",
        id="namedtuple",
    ),
    pytest.param(
        returns(f"Output({ARRAY}, {ARRAY})"),
        returns(f"Output({ARRAY}, {WRONG})"),
        "logits",
        id="dataclass",
    ),
    pytest.param(
        returns(f"{{'layers': [({ARRAY}, Output({ARRAY}, {ARRAY}))]}}"),
        returns(f"{{'layers': [({ARRAY}, Output({WRONG}, {ARRAY}))]}}"),
        "layers.0.1.loss",
        id="nested",
    ),
    pytest.param(linear_with_bias("1.0"), linear_with_bias("2.0"), "bias", id="nnx.State"),
    pytest.param(
        returns(f"nnx.Param({ARRAY})"), returns(f"nnx.Param({WRONG})"), "", id="nnx.Param"
    ),
    pytest.param(
        returns(f"nnx.List([{ARRAY}, {ARRAY}])"),
        returns(f"nnx.List([{ARRAY}, {WRONG}])"),
        "1",
        id="nnx.List",
    ),
    pytest.param(
        returns(f"nnx.Dict(a={ARRAY})"), returns(f"nnx.Dict(a={WRONG})"), "a", id="nnx.Dict"
    ),
    pytest.param(returns("jax.random.key(3)"), returns("jax.random.key(4)"), "", id="random key"),
]


@pytest.mark.parametrize(("right", "wrong", "path"), TREES)
def test_difference_is_found_by_its_path(
    judge: Judge, tmp_path: Path, right: str, wrong: str, path: str
) -> None:
    problem = package(tmp_path, right)
    assert judge.grade(problem, right, seed=1).verdict is Outcome.ACCEPTED
    verdict = judge.grade(problem, wrong, seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    comparison = verdict.cases[0].comparison
    assert comparison is not None
    assert (comparison.kind, comparison.path) == ("values", path)


@pytest.mark.parametrize(
    ("expected", "got", "part"),
    [
        (f"{{'a': {ARRAY}, 'b': {ARRAY}}}", f"{{'a': {ARRAY}}}", "is missing `b`"),
        (f"({ARRAY}, {ARRAY})", f"[{ARRAY}, {ARRAY}]", "a list where a tuple"),
        (f"Pair({ARRAY}, {ARRAY})", f"({ARRAY}, {ARRAY})", "a tuple where a Pair"),
        (f"nnx.Param({ARRAY})", ARRAY, "a JAX array where a Param"),
        (ARRAY, f"nnx.Param({ARRAY})", "a Param where a JAX array"),
        (ARRAY, "None", "is a return missing?"),
        (ARRAY, "nnx.Linear(1, 1, rngs=nnx.Rngs(0))", "an nnx.Module of type Linear"),
        (ARRAY, "f", "an object of type function"),
        (ARRAY, "(number for number in [x])", "an object of type generator"),
        (ARRAY, f"{ARRAY}[None]", "looks like a batch axis was added"),
        (ARRAY, "jnp.array([1, 1])", "has the dtype int32 where the dtype float32"),
        (ARRAY, "np.array([None, 1.0])", "an array of dtype object"),
        ("1.0", "2**80", "an integer of more than 64 bits"),
        ("1.0", "{1: x, '1': x}", "keys that look the same"),
    ],
)
def test_difference_in_structure_is_told_in_words(
    judge: Judge, tmp_path: Path, expected: str, got: str, part: str
) -> None:
    verdict = judge.grade(package(tmp_path, returns(expected)), returns(got), seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    assert part in verdict.cases[0].message
    assert verdict.message == f"0 of 1 cases passed. sample: {verdict.cases[0].message}"


def test_container_that_holds_itself_is_told_in_words(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    y = []\n    y.append(y)\n    return y\n"
    verdict = judge.grade(package(tmp_path, returns("x")), source, seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    assert "nested more than 32 deep" in verdict.message


@pytest.mark.parametrize("got", ["x", "np.float32(x)", "jnp.float32(x)", "np.array(x, np.float32)"])
def test_scalar_of_every_kind_is_taken_where_allowed(
    judge: Judge, tmp_path: Path, got: str
) -> None:
    problem = package(tmp_path, returns("jnp.float32(x)"), accept=["jax", "numpy", "python"])
    assert judge.grade(problem, returns(got), seed=1).verdict is Outcome.ACCEPTED


@pytest.mark.parametrize("dtype", ["float64", "complex128", "int64", "bool"])
def test_numpy_scalar_is_as_good_as_a_numpy_array(judge: Judge, tmp_path: Path, dtype: str) -> None:
    # Some of NumPy's scalars are Python numbers too, by inheritance.
    problem = package(tmp_path, returns(f"np.array(x, np.{dtype})"), accept=["numpy"])
    got = returns(f"np.array([x], np.{dtype})[0]")
    assert judge.grade(problem, got, seed=1).cases[0].message == ""


@pytest.mark.parametrize(
    ("accept", "got", "outcome"),
    [
        (["jax"], "np.array([x, 1.0], np.float32)", Outcome.WRONG_ANSWER),
        (["jax", "numpy"], "np.array([x, 1.0], np.float32)", Outcome.ACCEPTED),
        (["jax", "numpy"], "np.asfortranarray([x, 1.0], np.float32)", Outcome.ACCEPTED),
        (["numpy"], ARRAY, Outcome.ACCEPTED),
    ],
)
def test_kinds_of_array_that_the_problem_accepts(
    judge: Judge, tmp_path: Path, accept: list[str], got: str, outcome: Outcome
) -> None:
    problem = package(tmp_path, returns(ARRAY), accept=accept)
    assert judge.grade(problem, returns(got), seed=1).verdict is outcome


def test_python_number_is_refused_where_it_is_not_allowed(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, returns("jnp.float32(x)"), accept=["jax", "numpy"])
    verdict = judge.grade(problem, returns("x"), seed=1)
    assert verdict.cases[0].message == (
        "The function returned a Python number where a JAX array or a NumPy array is expected."
    )


@pytest.mark.parametrize(
    "dtype",
    ["float16", "bfloat16", "float32", "int8", "int16", "int32", "uint8", "uint32", "bool"],
)
def test_array_of_each_dtype_crosses_the_sandbox(judge: Judge, tmp_path: Path, dtype: str) -> None:
    row = [False, True] if dtype == "bool" else [0, 1]
    argument = {"dtype": dtype, "values": [row, row, row]}
    cases = [{"name": "sample", "visibility": "sample", "arguments": {"x": argument}}]
    # The reference takes another way, so that a damaged argument would show.
    solution = f"import jax.numpy as jnp\ndef f(x): return jnp.array([[0, 1]] * 3, '{dtype}')"
    problem = package(tmp_path, solution, cases=cases)
    verdict = judge.grade(problem, "def f(x): return x", seed=1)
    assert (verdict.verdict, verdict.message) == (Outcome.ACCEPTED, "All 1 cases passed.")
