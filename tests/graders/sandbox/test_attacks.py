"""Every known way out of the sandbox, as a submission that must not succeed.

A file below `attacks/` says in its docstring what its success would be, and which verdicts it may
get. It returns 1 where it got out, and 0, the right answer, where it was stopped gracefully.
"""

import ast
import os
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.processes import PATIENCE_S, at_rest, descendants, eventually
from tests.graders.sandbox.conftest import HONEST_SEED

ATTACKS = Path(__file__).parent / "attacks"
PATHS = sorted(ATTACKS.rglob("*.py"))
# Attacks that write, write such files, and attacks that start processes give them this name.
LEFT_FILES = "nnx-judge-attack-*"
LEFT_PROCESS = "nnx-attack"
WRITABLE = {
    Path(folder)
    for folder in (
        *("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue"),
        *(sysconfig.get_path("purelib"), *filter(None, sys.path)),
    )
}


def left_files() -> list[Path]:
    return [path for folder in WRITABLE for path in folder.glob(LEFT_FILES)]


def settled_descendants() -> int:
    """How many there are, once none is ending or being forked ahead."""
    counts: list[int | None] = []

    def is_settled() -> bool:
        counts.append(at_rest(os.getpid()))
        return len(counts) >= 5 and counts[-1] is not None and len(set(counts[-5:])) == 1

    assert eventually(is_settled), counts
    assert counts[-1] is not None
    return counts[-1]


def left_processes() -> set[int]:
    found = set()
    for name in Path("/proc").glob("[0-9]*/comm"):
        try:
            if name.read_text().strip() == LEFT_PROCESS:
                found.add(int(name.parent.name))
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def allowed_verdicts(source: str) -> set[Outcome]:
    _, line = (ast.get_docstring(ast.parse(source)) or "").splitlines()
    return {Outcome(name) for name in line.removeprefix("verdict: ").split("|")}


@pytest.fixture
def traces() -> Iterator[None]:
    yield
    for path in left_files():
        path.unlink()


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("path", PATHS, ids=lambda path: str(path.relative_to(ATTACKS)))
def test_attack_is_stopped(
    judge: Judge, attack_problem: Problem, path: Path, request: pytest.FixtureRequest
) -> None:
    if path.parent.name == "native_x86_64" and os.uname().machine != "x86_64":
        pytest.skip("machine code of another processor")
    if path.parent.name == "time":
        attack_problem = request.getfixturevalue("hurried_problem")
    source = path.read_text()
    # Every process that the judge keeps is there, and none that it does not keep: it has judged an
    # honest submission just before.
    assert judge.wait_until_warm(PATIENCE_S)
    before = settled_descendants()
    replaced = judge.counts().get("templates_lost", 0)

    verdict = judge.grade(attack_problem, source)

    assert verdict.verdict in allowed_verdicts(source), verdict.message
    assert not left_files()
    honest = judge.grade(attack_problem, attack_problem.solution, seed=HONEST_SEED)
    assert honest.verdict is Outcome.ACCEPTED, honest.message
    assert judge.wait_until_warm(PATIENCE_S)
    assert judge.counts().get("templates_lost", 0) == replaced
    # The kernel removes a killed process a moment after it reports its end, and the judge makes a
    # new warm one for each that was used up.
    assert eventually(lambda: not left_processes())
    assert eventually(lambda: len(descendants(os.getpid())) <= before)
