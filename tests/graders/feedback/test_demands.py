"""What a problem demands besides the outputs: a result of its own, in the score and in a hint."""

from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import CaseVerdict, Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

HEAD = "import jax, jax.numpy as jnp\nfrom flax import nnx\n"
PLAIN = HEAD + "def f(x):\n    return x * 2\n"
COMPILED = HEAD + "@jax.jit\ndef f(x):\n    return x * 2\n"
X = {"dtype": "float32", "values": [1.0, 2.0]}


def demanding(folder: Path, *demands: dict[str, Any], **files: str) -> Problem:
    wrong = {f"submissions/wrong_answer/{name}.py": text for name, text in files.items()}
    cases = [case("one", x=X), case("two", "hidden", x=X)]
    return package(folder, COMPILED, files=wrong, cases=cases, demands=list(demands))


JITTED = {"name": "Is compiled", "uses": ["jax.jit", "nnx.jit"], "weight": 2.0}
EXPLICIT = {"name": "no addition", "avoids": ["jnp.add"], "message": "Multiply instead."}
ONCE = {"name": "compiled once", "forbid": "retraces"}


def results(verdict: Verdict) -> dict[str, Outcome]:
    return {each.name: each.verdict for each in verdict.cases}


def test_one_that_is_met_is_a_result_and_counts(judge: Judge, tmp_path: Path) -> None:
    told: list[tuple[int, CaseVerdict]] = []
    verdict = judge.grade(
        demanding(tmp_path, JITTED, EXPLICIT, ONCE),
        COMPILED,
        seed=1,
        on_case=lambda *each: told.append(each),
    )
    assert verdict.verdict is Outcome.ACCEPTED
    assert (verdict.passed, verdict.total, verdict.score) == (5, 5, 1.0)
    names = ["one", "two", "Is compiled", "no addition", "compiled once"]
    assert list(results(verdict)) == names
    assert [(index, each.name) for index, each in told] == list(enumerate(names))


def test_one_that_is_not_met_fails_the_submission_with_a_score_and_a_hint(
    judge: Judge, tmp_path: Path
) -> None:
    verdict = judge.grade(demanding(tmp_path, JITTED, EXPLICIT), PLAIN, seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    assert "'Is compiled' is not met. It does not use `jax.jit` or `nnx.jit`." in verdict.message
    assert [verdict.passed, verdict.score] == pytest.approx([3, 3 / 5])
    [hint] = verdict.hints
    assert (hint.mistake, hint.cases) == ("is_compiled", ("Is compiled",))


def test_its_message_and_its_example_explain_it(judge: Judge, tmp_path: Path) -> None:
    added = HEAD + "@jax.jit\ndef f(x):\n    return jnp.add(x, x)\n"
    problem = demanding(tmp_path, EXPLICIT, JITTED, is_compiled=f'"""Decorate it."""\n{PLAIN}')
    [hint] = judge.grade(problem, added, seed=1).hints
    assert hint.text == "Multiply instead."
    [hint] = judge.grade(problem, PLAIN, seed=1).hints
    assert hint.text == "Decorate it."


def test_where_the_outputs_are_wrong_they_decide(judge: Judge, tmp_path: Path) -> None:
    verdict = judge.grade(
        demanding(tmp_path, JITTED, ONCE), PLAIN.replace("x * 2", "x * 3"), seed=1
    )
    assert verdict.message.startswith("0 of 2 cases passed.")
    assert list(results(verdict).values())[2:] == [Outcome.WRONG_ANSWER, Outcome.SKIPPED]
    assert verdict.passed == 0


def test_nothing_is_said_of_what_does_not_load(judge: Judge, tmp_path: Path) -> None:
    verdict = judge.grade(demanding(tmp_path, JITTED), "def f(", seed=1)
    assert verdict.verdict is Outcome.COMPILE_ERROR
    assert results(verdict)["Is compiled"] is Outcome.SKIPPED


def test_a_review_adds_nothing_about_a_demand(judge: Judge, tmp_path: Path) -> None:
    problem = demanding(tmp_path, JITTED)
    verdict = judge.review(problem, PLAIN, judge.grade(problem, PLAIN, seed=1))
    assert verdict.smallest is None
    assert all(each.reproducer is None for each in verdict.cases)
