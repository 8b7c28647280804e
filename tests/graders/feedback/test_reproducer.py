"""The script for one call, which a learner runs beside a solution."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import jax.numpy as jnp
import numpy as np
import pytest
from flax import nnx

from graders.core import values
from graders.core.harness import Harness
from graders.core.limits import Probe
from graders.core.values import DTYPES, Array, Constant, Node, Value
from graders.feedback.reproducer import reproducer
from graders.problem.cases import Case
from graders.problem.comparators import Tolerance, UpToPermutation
from graders.problem.spec import ProblemSpec
from graders.sandbox.child.probes import PROBES
from tests.graders.verification.made import PROBLEM

HEAD = "import jax, jax.numpy as jnp, numpy as np\nfrom flax import nnx\n"
SPEC = ProblemSpec.model_validate(
    {
        "name": "example",
        "title": "Example",
        "difficulty": "easy",
        "entry_point": {"function": "f", "parameters": ["x"]},
        "accept": ["jax", "numpy"],
        "cases": [{"name": "only", "arguments": {"x": 1.0}}],
    }
)


def script_for(
    expected: Value, *arguments: Value, probe: Probe | None = None, equal_nan: bool = False
) -> str | None:
    case = Case(
        name="only",
        visibility="sample",
        weight=1.0,
        tolerance=Tolerance(equal_nan=equal_nan),
        probe=probe,
        fixed=True,
        arguments={f"x{n}": argument for n, argument in enumerate(arguments)},
    )
    return reproducer(replace(PROBLEM, spec=SPEC), case, expected, "What it is.", 7)


def run(folder: Path, script: str | None, body: str) -> subprocess.CompletedProcess[str]:
    """Run it as a learner does, by a Python of its own, whose start takes over a second."""
    assert script is not None
    (folder / "solution.py").write_text(f"{HEAD}def f(*x):\n    return {body}\n")
    (folder / "reproduce.py").write_text(script)
    return subprocess.run(
        [sys.executable, "-W", "error", "reproduce.py"],
        cwd=folder,
        env={"JAX_PLATFORMS": "cpu"},
        capture_output=True,
        text=True,
        check=False,
    )


def takes_for_right(folder: Path, script: str | None, source: str) -> bool:
    """What it says of a solution, run in this process."""
    assert script is not None
    (folder / "solution.py").write_text(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        # Of two solutions in one second, the second would be taken for the first.
        patch.setattr(sys, "dont_write_bytecode", True)
        try:
            exec(script, {"__name__": "__main__"})
        except AssertionError:
            return False
        finally:
            for name in ("solution", "driver", "given"):
                sys.modules.pop(name, None)
    return True


def array(numbers: object, dtype: str = "float32", kind: values.Kind = "jax") -> Array:
    return Array(np.array(numbers, DTYPES[dtype]), kind)


def check_as(script: str | None, body: str) -> None:
    """Do what the script does, in this process, for a solution with this body."""
    assert script is not None
    names: dict[str, Any] = {"__name__": "reproduce"}
    exec(script, names)
    solution: dict[str, Any] = {}
    exec(f"{HEAD}def f(*x):\n    return {body}\n", solution)
    output = solution["f"](*names["arguments"]())
    names["check"](output, names["EXPECTED"], rtol=1e-4, atol=1e-5, equal_nan=True)


X = array([[1.5, -0.1], [0.0, 2.0]])
CASES = [
    pytest.param(
        array([1.5, 2.0]),
        "x[0].sum(0) + jnp.array([0, 0.1])",
        "jnp.zeros(2)",
        "but this is expected",
        id="values",
    ),
    pytest.param(
        X,
        "np.asarray(x[0])",
        "x[0].ravel()",
        "has shape (4,), not (2, 2)",
        id="shape, and NumPy accepted",
    ),
    pytest.param(
        X, "x[0]", "x[0].astype(jnp.bfloat16)", "has dtype bfloat16, not float32", id="dtype"
    ),
    pytest.param(X, "x[0]", "x[0].tolist()", "the parts", id="list for an array"),
    pytest.param(X, "x[0]", "None", "not of the kind jax or numpy", id="None for an array"),
]
TREE = Node(
    "dict",
    {
        "state": Node(
            "State",
            {"kernel": Node("Param", {"": X}), "count": Node("Param", {"": array(3, "int32")})},
        ),
        "pair": Node("tuple", {"0": values.number(2.5), "1": Constant("text")}),
        "nothing": Constant(None),
    },
)
RIGHT_TREE = (
    "{'state': nnx.State({'kernel': nnx.Param(x[0]), 'count': nnx.Param(jnp.int32(3))}), "
    "'pair': (2.5, 'text'), 'nothing': None}"
)
CASES += [
    pytest.param(
        TREE,
        RIGHT_TREE,
        RIGHT_TREE.replace("x[0]", "x[0] + 1"),
        "state.kernel is",
        id="tree: values",
    ),
    pytest.param(
        TREE,
        RIGHT_TREE,
        RIGHT_TREE.replace("nnx.Param(j", "nnx.BatchStat(j"),
        "BatchStat",
        id="tree: Variable's type",
    ),
    pytest.param(
        TREE,
        RIGHT_TREE,
        RIGHT_TREE.replace("(2.5, 'text')", "[2.5, 'text']"),
        "'list'",
        id="tree: container's type",
    ),
    pytest.param(
        TREE, RIGHT_TREE, RIGHT_TREE.replace("'count'", "'counter'"), "counter", id="tree: name"
    ),
    pytest.param(
        TREE, RIGHT_TREE, RIGHT_TREE.replace("'text')", "'other')"), "pair.1", id="tree: text"
    ),
]


@pytest.mark.parametrize(("expected", "right", "wrong", "said"), CASES)
def test_tells_the_wrong_from_the_right(expected: Value, right: str, wrong: str, said: str) -> None:
    script = script_for(expected, X)
    check_as(script, right)
    with pytest.raises(AssertionError) as raised:
        check_as(script, wrong)
    assert said in str(raised.value)


def test_runs_beside_a_solution(tmp_path: Path) -> None:
    script = script_for(array([3.0, -0.2]), X)
    passed = run(tmp_path, script, "x[0][0] * 2")
    assert (passed.returncode, passed.stderr) == (0, "")
    assert passed.stdout == "The output is the expected one.\n"
    failed = run(tmp_path, script, "x[0][1] * 2")
    assert failed.returncode == 1
    assert "AssertionError: the output is\n[0. 4.]\nbut this is expected:\n" in failed.stderr


ARGUMENTS: dict[str, Value] = {
    "bfloat16": array([0.1, np.inf], "bfloat16"),
    "float16": array([0.1, np.nan], "float16"),
    "float32": array([0.1, -np.inf], "float32"),
    "int8": array([-128, 127], "int8"),
    "uint32": array([2**32 - 1], "uint32"),
    "bool": array([True, False], "bool"),
    "scalar": array(0.1),
    "empty": array(np.zeros((0, 3))),
    "NumPy": array([0.1], "float32", "numpy"),
    "number": values.number(0.1),
    "infinity": values.number(float("inf")),
    "key": values.key(np.array([3, 4], np.uint32)),
    "nested": Node("dict", {"a": Node("list", {"0": array([1.0]), "1": values.number(2)})}),
}


def test_arguments_of_every_kind_arrive_unchanged() -> None:
    # The identity: what is expected is what is given.
    expected = Node("tuple", {str(n): value for n, value in enumerate(ARGUMENTS.values())})
    script = script_for(expected, *ARGUMENTS.values(), equal_nan=True)
    check_as(script, "x")


@pytest.mark.parametrize(
    ("seeds", "written"),
    [
        ({"default": 3}, "nnx.Rngs(3)"),
        ({"default": 3, "params": 4}, "nnx.Rngs(default=3, params=4)"),
    ],
)
def test_rngs_are_written_as_in_python(seeds: dict[str, int], written: str) -> None:
    script = script_for(values.number(0), values.rngs(seeds))
    assert script is not None
    assert f"        {written},  # x0\n" in script
    check_as(script, "0 if isinstance(x[0], nnx.Rngs) else 1")


@pytest.mark.parametrize("probe", get_args(Probe))
def test_a_probe_is_put_on(tmp_path: Path, probe: Probe) -> None:
    with PROBES[probe]():
        bias = nnx.state(nnx.Linear(1, 2, rngs=nnx.Rngs(0)))["bias"][...]
    script = script_for(Array(np.asarray(bias), "jax"), values.number(0), probe=probe)
    source = f"{HEAD}def f(x):\n    return nnx.Linear(1, 2, rngs=nnx.Rngs(x)).bias[...]\n"
    assert takes_for_right(tmp_path, script, source)
    assert not takes_for_right(tmp_path, script, f"{HEAD}def f(x):\n    return jnp.zeros(2)\n")


def test_names_the_command_that_judges_offline() -> None:
    script = script_for(X, X)
    assert script is not None
    assert "nnx-judge grade solution.py --problem example --seed 7\n" in script


def script_with(harness: Harness) -> str | None:
    case = Case(
        name="only",
        visibility="sample",
        weight=1.0,
        tolerance=Tolerance(),
        probe=None,
        fixed=True,
        arguments={"scale": values.number(3.0), "x": X},
    )
    problem = replace(PROBLEM, spec=SPEC, harness=harness)
    return reproducer(problem, case, array([[4.5, -0.3], [0.0, 6.0]]), "What it is.", 7)


SCALED = """
class Scaled:
    def __init__(self, scale):
        self.scale = scale
    def __call__(self, x):
        return self.scale * x
"""


def test_constructs_and_calls_a_class(tmp_path: Path) -> None:
    script = script_with(Harness(("Scaled",), constructor=("scale",)))
    assert takes_for_right(tmp_path, script, SCALED)
    assert not takes_for_right(tmp_path, script, SCALED.replace("self.scale *", "2 *"))


def test_has_the_driver_and_the_given_code_in_it(tmp_path: Path) -> None:
    driver = "from given import times\ndef drive(module, scale, x):\n"
    driver += "    return module.f(times(scale, x))\n"
    given = "def times(scale, x):\n    return scale * x\n"
    script = script_with(Harness(("f",), driver=driver, given=given))
    assert takes_for_right(tmp_path, script, "from given import times\ndef f(x):\n    return x\n")
    assert not takes_for_right(tmp_path, script, "def f(x):\n    return 2 * x\n")


LAYERS = """
from flax import nnx

class Layer(nnx.Module):
    def __init__(self, rngs, sizes):
        self.linear = nnx.Linear(*sizes, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)
"""


def test_makes_an_argument_by_the_given_code(tmp_path: Path) -> None:
    with PROBES["nonzero_bias_init"]():
        layer = nnx.Linear(2, 3, rngs=nnx.Rngs(5))
    sizes = values.sequence("tuple", [values.number(2), values.number(3)])
    made = values.made("Layer", {"rngs": values.rngs({"default": 5}), "sizes": sizes})
    case = Case(
        name="only",
        visibility="sample",
        weight=1.0,
        tolerance=Tolerance(),
        probe="nonzero_bias_init",
        fixed=True,
        arguments={
            "layers": values.sequence("list", [made]),
            "x": X,
        },
    )
    problem = replace(PROBLEM, spec=SPEC, harness=Harness(("arguments",), given=LAYERS))
    expected = Array(np.asarray(layer(jnp.asarray(X.data))), "jax")
    script = reproducer(problem, case, expected, "What it is.", 7)
    assert script is not None
    assert "[given.Layer(rngs=nnx.Rngs(5), sizes=(2, 3, ))],  # layers\n" in script
    # Named like a function of the script, which it must not replace.
    source = (
        "from given import Layer\ndef arguments(layers, x):\n"
        "    assert isinstance(layers[0], Layer)\n    return layers[0](x)\n"
    )
    assert takes_for_right(tmp_path, script, source)
    assert not takes_for_right(tmp_path, script, source.replace("(x)\n", "(2 * x)\n"))


def test_is_not_written_where_it_would_be_too_long() -> None:
    assert script_for(array(np.zeros(20_000)), X) is None
    assert script_for(array(np.full(3000, 0.123456)), X) is None


def test_is_not_written_where_outputs_are_compared_otherwise() -> None:
    tolerance = UpToPermutation(comparator="up_to_permutation")
    case = Case(
        name="only",
        visibility="sample",
        weight=1.0,
        tolerance=tolerance,
        probe=None,
        fixed=True,
        arguments={"x": X},
    )
    assert reproducer(replace(PROBLEM, spec=SPEC), case, X, "What it is.", 7) is None
