"""The reference runs in the sandbox too, and its failures are the judge's."""

from pathlib import Path

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

IDENTITY = "def f(x):\n    return x\n"


def failing_problem(folder: Path, doing: str) -> Problem:
    """A reference that does something else on its second case."""
    return package(
        folder,
        f"def f(x):\n    if x == 2:\n        {doing}\n    return x\n",
        cases=[case("one", x=1.0), case("two", x=2.0)],
        limits={"wall_s": 1.0, "memory_mb": 64, "returned_mb": 1, "printed_kb": 1},
        accept=["python"],
    )


@pytest.mark.parametrize(
    ("doing", "reason"),
    [
        ("raise ValueError('no')", "case 'two': ValueError in line 3: no"),
        ("return f", "case 'two': it returned an object of type function"),
        ("import time; time.sleep(9)", "case 'two': It took longer than 1 s of wall time."),
        ("return 'x' * 2**21", "case 'two': "),
        ("print('x' * 2000)", "case 'two': Stopped after printing more than 1 KiB."),
        ("y = bytearray(b'1' * 2**28)", "case 'two': It needs more than 64 MiB of memory."),
        ("import os; os._exit(0)", "case 'two': The process ended by itself (exit code 0)"),
        ("open('/etc/passwd')", "case 'two': PermissionError in line 3: "),
    ],
    ids=[
        *("raises", "unreadable", "waits", "returns", "prints", "memory", "exits", "reads a file")
    ],
)
def test_failing_reference_is_a_judge_error_that_names_the_case(
    judge: Judge, tmp_path: Path, doing: str, reason: str
) -> None:
    verdict = judge.grade(failing_problem(tmp_path, doing), IDENTITY, seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    assert verdict.message.startswith(f"The problem's own solution failed: {reason}")
    assert (verdict.cases, verdict.passed, verdict.total, verdict.score) == ((), 0, 2, 0.0)


@pytest.mark.parametrize(
    ("solution", "reason"),
    [
        ("def f(x) return x", "The file is not valid Python."),
        (
            "import no_such_module",
            "It raised ModuleNotFoundError: No module named 'no_such_module'",
        ),
    ],
    ids=["syntax error", "exception"],
)
def test_reference_that_does_not_load_is_a_judge_error(
    judge: Judge, tmp_path: Path, solution: str, reason: str
) -> None:
    verdict = judge.grade(package(tmp_path, solution), IDENTITY, seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    assert verdict.message.startswith(f"The problem's own solution failed: {reason}")


def test_reference_without_the_function_is_told_in_words(judge: Judge, tmp_path: Path) -> None:
    verdict = judge.grade(package(tmp_path, "def g(x): return x"), IDENTITY, seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    assert "defines no function named f" in verdict.message


def test_output_that_can_not_be_permuted_is_a_judge_error(judge: Judge, tmp_path: Path) -> None:
    problem = package(tmp_path, IDENTITY, tolerance={"comparator": "up_to_permutation"})
    verdict = judge.grade(problem, IDENTITY, seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    assert verdict.message == (
        "The problem's own solution failed: case 'sample': its output can't be compared up to "
        "permutation: its arrays need a first axis of the same length, and there is none"
    )


def test_reference_runs_once_for_a_seed(judge: Judge, tmp_path: Path) -> None:
    # Its output tells its runs apart.
    random = "import os\ndef f(x):\n    return int.from_bytes(os.urandom(6), 'big')\n"
    problem = package(tmp_path, random, accept=["python"])

    def expected(seed: int) -> object:
        comparison = judge.grade(problem, "def f(x): return -1", seed=seed).cases[0].comparison
        assert comparison is not None
        return comparison.worst[0].expected

    assert expected(1) == expected(1)
    assert expected(1) != expected(2)


def test_new_revision_has_outputs_of_its_own(judge: Judge, tmp_path: Path) -> None:
    old = package(tmp_path, "def f(x): return x", name="one", accept=["python"])
    new = package(tmp_path, "def f(x): return -x", name="two", accept=["python"])
    assert judge.grade(old, IDENTITY, seed=1).verdict is Outcome.ACCEPTED
    assert judge.grade(new, IDENTITY, seed=1).verdict is Outcome.WRONG_ANSWER
