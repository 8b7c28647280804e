"""What right examples compile is there for submissions, and in no submission's memory."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled
from tests.graders.packages import case, package

SOLUTION = "def f(x):\n    return x * 2\n"
EXAMPLE = """
import jax

@jax.jit
def doubled(x):
    return x + x

def f(x):
    return doubled(x)
"""
# How many programs its own process holds.
LOOKING = """
from jax._src import compiler

def f(x):
    return float(len(compiler.compile_or_get_cached._known.serialized))
"""
# As one does whose question is cut short by an exception, such as that of a recursion too deep.
NOT_LISTENING = """
import os
from graders.sandbox import frames

def f(x):
    os.write(4, frames.pack({"wanted": "nothing"}))
    return x * 2
"""
PATIENCE_S = 300


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    with Judge(programs=tmp_path_factory.mktemp("programs")) as judge:
        yield judge


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory, learner: Judge) -> Problem:
    problem = package(
        tmp_path_factory.mktemp("learning"),
        SOLUTION,
        accept=["jax", "python"],
        cases=[case("one", x=2.0), case("two", x=3.0)],
        files={"submissions/accepted/compiled.py": EXAMPLE},
    )
    learner.warm(problem)
    assert learner.wait_until_warm(PATIENCE_S)
    return problem


def test_a_submission_that_needs_the_same_gets_it(learner: Judge, problem: Problem) -> None:
    before = learner.counts().get("programs_learned", 0)
    assert learner.grade(problem, EXAMPLE, seed=1).verdict is Outcome.ACCEPTED
    assert learner.counts()["programs_learned"] == before + 1


def test_one_that_needs_another_compiles_it(learner: Judge, problem: Problem) -> None:
    before = learner.counts().get("programs_learned", 0)
    other = EXAMPLE.replace("x + x", "3 * x - x")
    assert learner.grade(problem, other, seed=1).verdict is Outcome.ACCEPTED
    assert learner.counts().get("programs_learned", 0) == before


def test_no_submission_holds_what_it_did_not_name(learner: Judge, problem: Problem) -> None:
    assert [each.got for each in learner.grade(problem, LOOKING, seed=1).cases] == [0.0, 0.0]


DOUBLED = Compiled("jit_doubled", ("float32[]",))


def test_what_an_example_needs_beyond_the_warm_up_is_told(learner: Judge, problem: Problem) -> None:
    assert learner.compiled_beyond_warm_up(problem, EXAMPLE) == (DOUBLED,)
    assert learner.compiled_beyond_warm_up(problem, SOLUTION) == ()
    assert learner.compiled_beyond_warm_up(problem, "import os\nos._exit(0)\n") is None


def test_it_is_told_without_a_warm_process_too(learner: Judge, tmp_path: Path) -> None:
    # As that of a draft, which no learner uses.
    warm_up = EXAMPLE.replace("def f(x)", "def warm_up(x)")
    cold = package(tmp_path, SOLUTION, files={"warm_up.py": warm_up})
    assert learner.compiled_beyond_warm_up(cold, EXAMPLE) == ()
    other = EXAMPLE.replace("x + x", "x - x")
    assert learner.compiled_beyond_warm_up(cold, other) == (DOUBLED,)


def test_an_answer_that_nobody_waits_for_is_passed_over(learner: Judge, problem: Problem) -> None:
    assert learner.grade(problem, NOT_LISTENING, seed=1).verdict is Outcome.ACCEPTED
