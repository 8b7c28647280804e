"""Demands that are measured beside the reference: compilations, memory and time."""

import pytest

from graders.core.verdict import Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

HEAD = "import jax, jax.numpy as jnp\n"
COMPILED = HEAD + "@jax.jit\ndef f(x, rate):\n    return rate * jnp.sum(x * x)\n"
EAGER = HEAD + "def f(x, rate):\n    return rate * jnp.sum(x * x)\n"
# A new program for each rate that is drawn.
STATIC = HEAD + (
    "from functools import partial\n"
    "@partial(jax.jit, static_argnums=1)\n"
    "def f(x, rate):\n    return rate * jnp.sum(x * x)\n"
)
SQUARE = HEAD + (
    "@jax.jit\n"
    "def f(x, rate):\n"
    "    square = jnp.sort(jnp.outer(x, x))\n"
    "    return rate * (jnp.sum(x * x) + 0 * jnp.sum(square))\n"
)
BUSY = COMPILED.replace("def f", "def g") + (
    "def f(x, rate):\n    for _ in range(3_000_000):\n        pass\n    return g(x, rate)\n"
)
# Two cases when it is judged, and more calls when it is measured.
IDLE_LATER = COMPILED.replace("def f", "def g") + (
    "calls = 0\n"
    "def f(x, rate):\n"
    "    global calls\n"
    "    calls += 1\n"
    "    return g(x, rate) if calls < 4 else jnp.float32(0)\n"
)

DEMANDS = [
    {"name": "one program", "max_compilations": 1},
    {"name": "no square", "max_memory_ratio": 4},
    {"name": "as fast", "max_time_ratio": 3.0, "message": "Without a loop."},
]


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    drawn = {
        "name": "drawn",
        "count": 1,
        "grid": {"axes": ["n"], "shapes": [[64]]},
        "arguments": {
            "x": {"distribution": "normal", "shape": ["n"]},
            "rate": {"distribution": "uniform"},
        },
    }
    folder = tmp_path_factory.mktemp("measured")
    x = {"dtype": "float32", "values": [0.5] * 64}
    return package(
        folder,
        COMPILED,
        entry_point={"function": "f", "parameters": ["x", "rate"]},
        cases=[case("one", x=x, rate=2.0)],
        generators=[drawn],
        demands=DEMANDS,
        files={"submissions/wrong_answer/no_square.py": f'"""Sum the squares."""\n{SQUARE}'},
    )


def failed(verdict: Verdict) -> dict[str, str | None]:
    return {
        each.name: each.reason for each in verdict.cases if each.verdict is Outcome.WRONG_ANSWER
    }


def test_the_reference_meets_them(judge: Judge, problem: Problem) -> None:
    verdict = judge.grade(problem, COMPILED, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert [each.name for each in verdict.cases[2:]] == ["one program", "no square", "as fast"]
    assert verdict.score == 1.0


@pytest.mark.parametrize("source", [EAGER, STATIC], ids=["eager", "static argument"])
def test_more_programs_than_allowed_are_counted(
    judge: Judge, problem: Problem, source: str
) -> None:
    verdict = judge.grade(problem, source, seed=1)
    # One that is compiled anew in each round takes too long as well.
    assert failed(verdict)["one program"] == "too_many_compilations"
    assert "no square" not in failed(verdict)
    parameters = next(c for c in verdict.cases if c.name == "one program").parameters
    assert parameters["allowed"] == 1
    # One for the rate of the sample, and one for that of each round.
    assert parameters["compiled"] == 6 or source is EAGER


def test_the_memory_of_a_program_is_compared(judge: Judge, problem: Problem) -> None:
    verdict = judge.grade(problem, SQUARE, seed=1)
    assert failed(verdict) == {"no square": "memory_ratio_exceeded"}
    [hint] = verdict.hints
    assert hint.text == "Sum the squares."


def test_the_time_is_compared(judge: Judge, problem: Problem) -> None:
    verdict = judge.grade(problem, BUSY, seed=1)
    assert failed(verdict) == {"as fast": "time_ratio_exceeded"}
    [hint] = verdict.hints
    assert hint.text == "Without a loop."


def test_one_that_computes_nothing_while_it_is_measured_meets_none(
    judge: Judge, problem: Problem
) -> None:
    verdict = judge.grade(problem, IDLE_LATER, seed=1)
    assert set(failed(verdict).values()) == {"other_output_when_measured"}
    assert len(failed(verdict)) == len(DEMANDS)
