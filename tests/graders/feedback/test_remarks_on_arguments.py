"""What is said about a submission that is given more than arrays and numbers."""

from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.feedback.test_remarks import GRID, HEAD, kinds, problem_of, review

TREE = {"dict": {"a": {"distribution": "normal", "shape": ["n"]}, "b": {"list": []}}}
GENERATOR_FILE = """
import jax.numpy as jnp
def generate(seed, index):
    return {"x": {"a": jnp.full(3, seed), "b": [jnp.ones(2)]}}
"""


class TestContainers:
    """Arguments that hold others."""

    def drawn(self, folder: Path) -> Problem:
        generator = {"name": "drawn", "count": 1, "grid": GRID, "arguments": {"x": TREE}}
        solution = f"{HEAD}def f(x):\n    return x['a'] * 2\n"
        return problem_of(folder, solution, generators=[generator])

    def made(self, folder: Path) -> Problem:
        return problem_of(
            folder,
            f"{HEAD}def f(x):\n    return x['a'] * 2\n",
            generators=[],
            python_generators=[{"name": "made", "count": 2}],
            files={"generator.py": GENERATOR_FILE},
            feedback={"forbid": ["changes_inputs"]},
        )

    @pytest.mark.parametrize(
        "change",
        [
            "x['a'] = x['a'] * 2",
            "x['c'] = object()",
            "x[1] = 2",
            "del x['b']",
            "x['b'].append(1)",
            "x['b'].append(x['b'])",
            "x['b'] = tuple(x['b'])",
        ],
    )
    def test_a_change_of_one_is_a_remark(self, judge: Judge, tmp_path: Path, change: str) -> None:
        verdict = review(judge, self.drawn(tmp_path), f"y = x['a'] * 2\n{change}\nreturn y")
        assert (verdict.verdict, kinds(verdict)) == (Outcome.ACCEPTED, {"changes_inputs": None})

    def test_a_copy_of_one_is_none(self, judge: Judge, tmp_path: Path) -> None:
        body = "x = {**x, 'a': x['a'] * 2, 'b': [*x['b'], 1]}\nreturn x['a']"
        assert kinds(review(judge, self.drawn(tmp_path), body)) == {}

    def test_what_is_in_one_is_traced(self, judge: Judge, tmp_path: Path) -> None:
        body = "return x['a'] * 2 if x['a'].sum() > -1e9 else x['a']"
        assert kinds(review(judge, self.drawn(tmp_path), body)) == {"not_traceable": 5}

    def test_a_change_of_what_a_python_generator_made_fails(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        problem = self.made(tmp_path)
        source = HEAD + "def f(x):\n    x['a'] = x['a'] * 2\n    return x['a']\n"
        verdict = judge.grade(problem, source, seed=1)
        assert (verdict.verdict, kinds(verdict)) == (Outcome.WRONG_ANSWER, {"changes_inputs": None})
        right = HEAD + "def f(x):\n    return x['a'] * 2\n"
        assert judge.grade(problem, right, seed=1).verdict is Outcome.ACCEPTED


class TestRngs:
    """Arguments that change when they are used as they are meant to be."""

    def problem(self, folder: Path, solution: str) -> Problem:
        arguments = {"x": {"distribution": "rngs"}}
        generator = {"name": "drawn", "count": 1, "grid": GRID, "arguments": arguments}
        return problem_of(folder, f"{HEAD}def f(x):\n    {solution}\n", generators=[generator])

    def test_drawing_from_them_is_no_remark(self, judge: Judge, tmp_path: Path) -> None:
        problem = self.problem(tmp_path, "return nnx.Linear(2, 3, rngs=x)(jax.numpy.ones(2))")
        verdict = review(
            judge, problem, "layer = nnx.Linear(2, 3, rngs=x)\nreturn layer(jnp.ones(2))"
        )
        assert (verdict.verdict, verdict.remarks) == (Outcome.ACCEPTED, ())

    def test_a_key_of_theirs_that_is_used_twice_is_one(self, judge: Judge, tmp_path: Path) -> None:
        problem = self.problem(tmp_path, "return x.normal(3)")
        body = "k = x()\nreturn jax.random.normal(k, 3) + 0 * jax.random.uniform(k, 3)"
        assert kinds(review(judge, problem, body)) == {"key_reuse": 6}

    def test_what_can_not_be_traced_is_one(self, judge: Judge, tmp_path: Path) -> None:
        problem = self.problem(tmp_path, "return x.normal(3)")
        body = "y = x.normal(3)\nreturn y if y[0] < 9 else -y"
        assert kinds(review(judge, problem, body)) == {"not_traceable": 6}
