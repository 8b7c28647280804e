"""Classes, drivers and given code: what surrounds a submission, judged as any other."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

X = {"dtype": "float32", "values": [1.0, 2.0]}
CLASS = {"class": "Scaled", "constructor": ["scale", "seed"], "parameters": ["scale", "seed", "x"]}
CLASS_CASES = [
    case("sample", scale=2.0, seed=1, x=X),
    case("biased", "hidden", scale=3.0, seed=1, x=X) | {"probe": "nonzero_bias_init"},
]
SCALED = """\
from flax import nnx

class Scaled(nnx.Module):
    def __init__(self, scale, seed):
        self.scale = scale
        self.linear = nnx.Linear(2, 2, rngs=nnx.Rngs(seed))

    def __call__(self, x):
        return self.scale * self.linear(x)
"""

STEPPED = {"defines": ["start", "step"], "parameters": ["x", "count"]}
DRIVEN_CASES = [case("sample", x=X, count=3), case("hidden", "hidden", x=X, count=2)]
DRIVER = """\
def drive(submission, x, count):
    state = submission.start(x)
    outputs = []
    for _ in range(count):
        state, output = submission.step(state)
        outputs.append(output)
    return outputs
"""
GIVEN = "def double(x):\n    return 2 * x\n"
STEPS = """\
from given import double

def start(x):
    return x

def step(state):
    return double(state), state.sum()
"""


@pytest.fixture
def of_a_class(tmp_path: Path) -> Problem:
    return package(tmp_path, SCALED, entry_point=CLASS, cases=CLASS_CASES)


def driven_by(
    driver: str, folder: Path, solution: str = STEPS, entry_point: Mapping[str, Any] = STEPPED
) -> Problem:
    files = {"driver.py": driver, "given.py": GIVEN}
    return package(folder, solution, files=files, entry_point=entry_point, cases=DRIVEN_CASES)


@pytest.fixture
def driven(tmp_path: Path) -> Problem:
    return driven_by(DRIVER, tmp_path)


def outcomes(verdict: Verdict) -> list[Outcome]:
    return [each.verdict for each in verdict.cases]


class TestClass:
    def test_is_constructed_by_name_and_called_for_each_case(
        self, judge: Judge, of_a_class: Problem
    ) -> None:
        renamed = SCALED.replace("self, scale, seed", "self, *, seed, scale")
        assert judge.grade(of_a_class, renamed, seed=1).verdict is Outcome.ACCEPTED

    def test_mistake_in_a_method_is_found(self, judge: Judge, of_a_class: Problem) -> None:
        wrong = SCALED.replace("self.scale * self.linear(x)", "self.linear(x)")
        assert outcomes(judge.grade(of_a_class, wrong, seed=1)) == [Outcome.WRONG_ANSWER] * 2

    def test_probe_holds_while_it_is_constructed(self, judge: Judge, of_a_class: Problem) -> None:
        unbiased = SCALED.replace("Linear(2, 2,", "Linear(2, 2, use_bias=False,")
        verdict = judge.grade(of_a_class, unbiased, seed=1)
        assert outcomes(verdict) == [Outcome.ACCEPTED, Outcome.WRONG_ANSWER]

    @pytest.mark.parametrize("source", ["def Scaled(scale, seed):\n    return abs\n", "x = 1\n"])
    def test_what_is_no_class_is_named(
        self, judge: Judge, of_a_class: Problem, source: str
    ) -> None:
        verdict = judge.grade(of_a_class, source, seed=1)
        assert verdict.verdict is Outcome.COMPILE_ERROR
        assert "no class named Scaled" in verdict.message

    def test_exception_in_a_method_names_its_line(self, judge: Judge, of_a_class: Problem) -> None:
        source = SCALED.replace("return self.scale", "return self.factor")
        [error, _] = [each.error for each in judge.grade(of_a_class, source, seed=1).cases]
        assert error is not None
        assert (error.type, error.line) == ("AttributeError", 9)


class TestDriver:
    def test_makes_several_calls_of_one_case(self, judge: Judge, driven: Problem) -> None:
        assert judge.grade(driven, STEPS, seed=1).verdict is Outcome.ACCEPTED
        wrong = STEPS.replace("double(state), ", "state, ")
        assert judge.grade(driven, wrong, seed=1).verdict is Outcome.WRONG_ANSWER

    def test_each_name_must_be_defined(self, judge: Judge, driven: Problem) -> None:
        verdict = judge.grade(driven, "def start(x):\n    return x\n", seed=1)
        assert verdict.verdict is Outcome.COMPILE_ERROR
        assert "step" in verdict.message

    def test_what_is_no_class_is_named(self, judge: Judge, tmp_path: Path) -> None:
        driver = "def drive(submission, x, count):\n    return submission.Scaled(x)\n"
        entry_point = {"class": "Scaled", "parameters": ["x", "count"]}
        solution = "class Scaled(list):\n    pass\n"
        problem = driven_by(driver, tmp_path, solution, entry_point)
        verdict = judge.grade(problem, "x = 1\n", seed=1)
        assert "no class named Scaled" in verdict.message

    def test_exception_in_the_driver_has_no_line_of_the_submission(
        self, judge: Judge, driven: Problem
    ) -> None:
        verdict = judge.grade(driven, STEPS.replace("return double(state), ", "return "), seed=1)
        assert verdict.verdict is Outcome.RUNTIME_ERROR
        assert verdict.cases[0].error is not None
        assert verdict.cases[0].error.line is None

    @pytest.mark.parametrize("driver", ["def drive(", "raise ValueError('no')\n", "x = 1\n"])
    def test_broken_driver_is_never_the_submissions_fault(
        self, judge: Judge, tmp_path: Path, driver: str
    ) -> None:
        problem = driven_by(driver, tmp_path)
        assert judge.grade(problem, STEPS, seed=1).verdict is Outcome.JUDGE_ERROR

    def test_can_take_the_gradient_of_a_function(self, judge: Judge, tmp_path: Path) -> None:
        driver = "import jax\ndef drive(submission, x, count):\n"
        driver += "    return jax.grad(submission.loss)(x, count)\n"
        right = "def loss(x, count):\n    return (x**count).sum()\n"
        entry_point = {"function": "loss", "parameters": ["x", "count"]}
        problem = driven_by(driver, tmp_path, right, entry_point)
        assert judge.grade(problem, right, seed=1).verdict is Outcome.ACCEPTED
        stopped = "import jax\n" + right.replace("(x**count)", "jax.lax.stop_gradient(x**count)")
        assert judge.grade(problem, stopped, seed=1).verdict is Outcome.WRONG_ANSWER


def test_same_verdict_from_a_fork_and_a_fresh_process(judge: Judge, driven: Problem) -> None:
    wrong = STEPS.replace("double(state), ", "state, ")
    fresh = judge.grade(driven, wrong, seed=1)
    judge.warm(driven)
    assert judge.wait_until_warm(timeout_s=120)
    forked = judge.grade(driven, wrong, seed=1)
    assert outcomes(forked) == outcomes(fresh)
    assert [each.message for each in forked.cases] == [each.message for each in fresh.cases]
