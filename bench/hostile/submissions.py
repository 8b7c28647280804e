"""Hostile submissions: the attacks that the sandbox is tested with, and hostile values.

Each file's docstring says what its success would be, and which verdicts it may get.
"""

import ast
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from graders.core.verdict import Outcome
from graders.problem.package import Problem

# Small limits: what runs into its time limit holds a slot for 1.5 s of processor time.
ATTACK = "attack"
_SANDBOX_TESTS = Path(__file__).parents[2] / "tests" / "graders" / "sandbox"
_FOLDERS = (_SANDBOX_TESTS / "attacks", Path(__file__).parent / "values")
_OTHER_MACHINE_CODE = "native_x86_64"
_LONG_LINE = "def attack(number):\n    raise ValueError  # " + 60_000 * "x"
# Among so many one is sent to an honest problem: it runs in a fork of the honest ones' template,
# and holds a slot for up to 10 s.
_TO_HONEST_PROBLEM_EVERY = 10
# What an attack gets there: it is no solution.
_FAILED = frozenset(Outcome) - {Outcome.ACCEPTED, Outcome.JUDGE_ERROR, Outcome.COMPILE_ERROR}


@dataclass(frozen=True, slots=True)
class HostileSubmission:
    """A submission, and the verdicts that it may get."""

    name: str
    problem: str
    source: str
    allowed: frozenset[Outcome]


def write_attack_problem(problems_dir: Path) -> None:
    """Copy the problem that the attacks are written for."""
    shutil.copytree(_SANDBOX_TESTS / "attack_problem" / ATTACK, problems_dir / ATTACK)


def hostile_submissions(
    count: int, honest: Sequence[Problem], chance: Random
) -> list[HostileSubmission]:
    """So many, each attack about as often as any other, in random order.

    Args:
        count: how many.
        honest: the problems of the honest learners, which some are sent to.
        chance: decides the order, and which are sent where.
    """
    attacks = sorted(_attacks(), key=lambda each: each.name)
    chosen: list[HostileSubmission] = []
    while len(chosen) < count:
        chosen += chance.sample(attacks, min(len(attacks), count - len(chosen)))
    return [
        _sent_to(chance.choice(honest), each)
        if number % _TO_HONEST_PROBLEM_EVERY == _TO_HONEST_PROBLEM_EVERY - 1
        else each
        for number, each in enumerate(chosen)
    ]


def _attacks() -> Iterator[HostileSubmission]:
    for folder in _FOLDERS:
        for path in folder.rglob("*.py"):
            if path.parent.name == _OTHER_MACHINE_CODE and os.uname().machine != "x86_64":
                continue
            source = path.read_text()
            name = f"{path.parent.name}/{path.stem}"
            yield HostileSubmission(name, ATTACK, source, _allowed(source))
    yield HostileSubmission("long_line", ATTACK, _LONG_LINE, frozenset({Outcome.RUNTIME_ERROR}))


def _allowed(source: str) -> frozenset[Outcome]:
    _, line = (ast.get_docstring(ast.parse(source)) or "").splitlines()
    return frozenset(map(Outcome, line.removeprefix("verdict: ").split("|")))


def _sent_to(problem: Problem, attack: HostileSubmission) -> HostileSubmission:
    entry = f"\n\ndef {problem.harness.defines[0]}(*arguments):\n    return attack(1.0)\n"
    name = f"{attack.name} to {problem.name}"
    return HostileSubmission(name, problem.name, attack.source + entry, _FAILED)
