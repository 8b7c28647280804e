"""The escapes that the judge tries at every start, on each of the ways in which it runs things."""

import inspect

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from graders.sandbox.confinement import escape_attempts

ATTACK = """

def attack(number):
    import jax.numpy as jnp

    escaped = [name for name, succeeded in escapes().items() if succeeded]
    print(*escaped, sep=", ")
    return jnp.asarray(number * bool(escaped))
"""


def test_every_escape_fails(judge: Judge, attack_problem: Problem) -> None:
    verdict = judge.grade(attack_problem, inspect.getsource(escape_attempts) + ATTACK)

    assert verdict.cases[0].stdout == "\n"
    assert verdict.verdict is Outcome.ACCEPTED


def test_every_layer_is_attacked_more_than_once() -> None:
    layers = [layer for _, layer, _ in escape_attempts.ATTACKS]

    assert {layer for layer in layers if layers.count(layer) > 1} == {
        "landlock",
        "seccomp",
        "rlimits",
        "identity",
    }


def test_names_of_attacks_differ() -> None:
    names = [name for name, _, _ in escape_attempts.ATTACKS]

    assert len(names) == len(set(names))
