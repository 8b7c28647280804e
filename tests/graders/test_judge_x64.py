"""Problems that enable JAX's 64-bit types."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import Outcome
from graders.grading.runs import InvalidInputsError, parse_inputs
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

HEAD = "import jax, jax.numpy as jnp\n"
# Exact in float64, and 0 in float32.
SOLUTION = f"{HEAD}def f(x):\n    return (x + 1e-12 - x) * jnp.ones(2), jnp.arange(2) + 2**40\n"
ROUNDED = f"{HEAD}def f(x):\n    x = x.astype(jnp.float32)\n{SOLUTION.partition(':')[2]}"
GENERATOR_FILE = (
    f"{HEAD}def generate(seed, index):\n    return {{'x': jnp.full(2, seed % 7 / 3)}}\n"
)


def wide(folder: Path, **changes: Any) -> Problem:
    drawn = {"distribution": "normal", "dtype": "float64", "shape": ["n"]}
    generator = {"name": "drawn", "count": 2, "arguments": {"x": drawn}}
    generator["grid"] = {"axes": ["n"], "shapes": [[2]]}
    given = {"dtype": "float64", "values": [0.1, 1 / 3]}
    document: dict[str, Any] = {
        "x64": True,
        "cases": [case("sample", x=given)],
        "generators": [generator],
        "python_generators": [{"name": "made", "count": 2}],
        "tolerance": {"rtol": 1e-3, "atol": 0.0},
        "files": {"generator.py": GENERATOR_FILE, "warm_up.py": "def warm_up(x):\n    x + 1\n"},
    }
    return package(folder, SOLUTION, **(document | changes))


def test_64_bits_reach_the_function_and_come_back(judge: Judge, tmp_path: Path) -> None:
    problem = wide(tmp_path)
    right = judge.grade(problem, SOLUTION, seed=1)
    assert right.verdict is Outcome.ACCEPTED
    assert right.cases[0].arguments == {
        "x": {"dtype": "float64", "shape": [2], "values": [0.1, 1 / 3]}
    }
    rounded = judge.grade(problem, ROUNDED, seed=1)
    assert [each.verdict for each in rounded.cases] == [Outcome.WRONG_ANSWER] * 5


def test_a_fork_computes_as_a_fresh_process_does(judge: Judge, tmp_path: Path) -> None:
    problem = wide(tmp_path)
    fresh = judge.grade(problem, ROUNDED, seed=1)
    judge.warm(problem)
    assert judge.wait_until_warm(timeout_s=100)
    before = Counter(judge.counts())
    forked = judge.grade(problem, ROUNDED, seed=1)
    # Another seed, so that the reference runs too.
    assert judge.grade(problem, SOLUTION, seed=2).verdict is Outcome.ACCEPTED
    assert Counter(judge.counts()) - before == {"fork": 3}
    assert [each.message for each in forked.cases] == [each.message for each in fresh.cases]


def test_other_problems_have_none(judge: Judge, tmp_path: Path) -> None:
    assert judge.grade(wide(tmp_path), SOLUTION, seed=1).verdict is Outcome.ACCEPTED
    source = f"{HEAD}def f(x):\n    return jnp.arange(2.0).dtype.name\n"
    problem = package(tmp_path, "def f(x):\n    return 'float32'\n", name="narrow")
    assert judge.grade(problem, source, seed=1).verdict is Outcome.ACCEPTED


def test_they_are_no_remark(judge: Judge, tmp_path: Path) -> None:
    problem = wide(tmp_path, feedback={"forbid": ["changes_global_state"]})
    assert judge.grade(problem, SOLUTION, seed=1).verdict is Outcome.ACCEPTED


def test_own_inputs_may_have_them_where_the_problem_has(tmp_path: Path) -> None:
    stated = [{"x": {"list": [{"dtype": "int64", "values": [2**40]}]}}]
    assert parse_inputs(wide(tmp_path).spec, stated)
    narrow = package(tmp_path, SOLUTION, name="narrow").spec
    with pytest.raises(InvalidInputsError) as raised:
        parse_inputs(narrow, stated)
    assert raised.value.reasons == [("inputs[0].x", "the problem has no int64 arrays")]


def test_what_is_run_outside_of_the_judge_has_them_too(judge: Judge, tmp_path: Path) -> None:
    problem = wide(tmp_path)
    verdict = judge.review(problem, ROUNDED, judge.grade(problem, ROUNDED, seed=1))
    script = verdict.cases[0].reproducer
    assert script is not None
    assert 'jax.config.update("jax_enable_x64", True)\n' in script
    assert script.index("enable_x64") < script.index("def arguments()")
