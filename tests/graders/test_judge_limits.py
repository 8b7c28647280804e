"""What a submission prints, and how it is stopped where it takes more than it may."""

from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import CaseVerdict, Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package, with_few_shapes

IDENTITY = "def f(x):\n    return x\n"


def three_cases(folder: Path, **limits: Any) -> Problem:
    cases = [case("first", x=1.0), case("second", x=2.0), case("kept back", "hidden", x=3.0)]
    return package(folder, IDENTITY, cases=cases, accept=["python"], limits=limits)


def printed(cases: tuple[CaseVerdict, ...]) -> dict[str, tuple[str, str]]:
    return {judged.name: (judged.stdout, judged.stderr) for judged in cases}


def test_prints_stand_with_the_case_that_made_them(judge: Judge, tmp_path: Path) -> None:
    source = (
        "import sys\nprint('loading')\n"
        "def f(x):\n    print('out', x)\n    print('err', x, file=sys.stderr)\n    return x\n"
    )
    assert printed(judge.grade(three_cases(tmp_path), source, seed=1).cases) == {
        "first": ("loading\nout 1.0\n", "err 1.0\n"),
        "second": ("out 2.0\n", "err 2.0\n"),
        "kept back": ("", ""),
    }


def test_prints_without_a_line_break_stand_with_their_case(judge: Judge, tmp_path: Path) -> None:
    source = "import os\ndef f(x):\n    print(x, end='')\n    os.write(2, b'raw')\n    return x\n"
    assert printed(judge.grade(three_cases(tmp_path), source, seed=1).cases) == {
        "first": ("1.0", "raw"),
        "second": ("2.0", "raw"),
        "kept back": ("", ""),
    }


def test_prints_of_a_failing_case_are_shown(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    print('before')\n    raise ValueError\n"
    first = judge.grade(three_cases(tmp_path), source, seed=1).cases[0]
    assert (first.verdict, first.stdout) == (Outcome.RUNTIME_ERROR, "before\n")


def test_prints_up_to_the_limit_are_shown(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    if x == 2:\n        print('x' * 1023)\n    return x\n"
    verdict = judge.grade(three_cases(tmp_path, printed_kb=1), source, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert verdict.cases[1].stdout == "x" * 1023 + "\n"


def test_deprecations_of_the_library_are_no_news_to_the_learner(
    judge: Judge, warm_start: Problem
) -> None:
    [source] = [s.source for s in warm_start.submissions if s.name == "accepted/kernel_value.py"]
    assert ".value" in source
    verdict = judge.grade(with_few_shapes(warm_start, most=1), source, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert {judged.stderr for judged in verdict.cases} == {""}


def test_other_warnings_are_shown(judge: Judge, tmp_path: Path) -> None:
    source = "import warnings\ndef f(x):\n    warnings.warn('careful')\n    return x\n"
    assert "UserWarning: careful" in judge.grade(three_cases(tmp_path), source).cases[0].stderr


def test_kills_are_counted_by_limit(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    print('x' * 1024)\n    return x\n"
    earlier = judge.counts().get("killed_printed", 0)
    judge.grade(three_cases(tmp_path, printed_kb=1), source, seed=1)
    assert judge.counts()["killed_printed"] == earlier + 1


STOPPED = [
    pytest.param(
        {"wall_s": 0.5},
        "import time; time.sleep(60)",
        Outcome.TIME_LIMIT_EXCEEDED,
        "It took longer than 0.5 s of wall time.",
        id="waits",
    ),
    pytest.param(
        {"cpu_s": 0.5},
        "while True: pass",
        Outcome.TIME_LIMIT_EXCEEDED,
        "It used more than 0.5 s of processor time.",
        id="computes",
    ),
    pytest.param(
        {"memory_mb": 64},
        "y = bytearray(b'1' * 2**28)",
        Outcome.MEMORY_LIMIT_EXCEEDED,
        "It needs more than 64 MiB of memory.",
        id="takes memory",
    ),
    pytest.param(
        {"memory_mb": 64},
        "import jax.numpy as jnp; y = jnp.ones((2**14, 2**13)) + x",
        Outcome.MEMORY_LIMIT_EXCEEDED,
        "It needs more than 64 MiB of memory.",
        id="takes memory for an array",
    ),
    pytest.param(
        {"printed_kb": 1},
        "print('x' * 1024)",
        Outcome.OUTPUT_LIMIT_EXCEEDED,
        "Stopped after printing more than 1 KiB.",
        id="prints",
    ),
    pytest.param(
        {"returned_mb": 1},
        "import numpy; return numpy.zeros(2**20 + 1, numpy.uint8)",
        Outcome.OUTPUT_LIMIT_EXCEEDED,
        "The output of one case may have 1 MiB at most, and those of all cases 64 MiB.",
        id="returns",
    ),
    pytest.param(
        {},
        "import os; os._exit(3)",
        Outcome.RUNTIME_ERROR,
        "The process ended by itself (exit code 3) before it returned.",
        id="exits",
    ),
    pytest.param(
        {},
        "import ctypes; ctypes.string_at(0)",
        Outcome.RUNTIME_ERROR,
        "The process crashed (SIGSEGV), as deep recursion does.",
        id="crashes",
    ),
]


@pytest.mark.parametrize(("limits", "doing", "outcome", "message"), STOPPED)
def test_stopped_submission_has_its_later_cases_skipped(
    judge: Judge,
    tmp_path: Path,
    limits: dict[str, float],
    doing: str,
    outcome: Outcome,
    message: str,
) -> None:
    source = f"def f(x):\n    print('case', x)\n    if x == 2:\n        {doing}\n    return x\n"
    verdict = judge.grade(three_cases(tmp_path, **limits), source, seed=1)
    first, second, third = verdict.cases
    assert (first.verdict, third.verdict) == (Outcome.ACCEPTED, Outcome.SKIPPED)
    assert (second.verdict, second.message) == (outcome, message)
    assert second.stdout.startswith("case 2.0\n")
    assert verdict.verdict is outcome
    assert verdict.message == f"1 of 3 cases passed. second: {message}"


def test_limit_counts_over_all_cases(judge: Judge, tmp_path: Path) -> None:
    source = "import time\ndef f(x):\n    time.sleep(0.8)\n    return x\n"
    verdict = judge.grade(three_cases(tmp_path, wall_s=2.0), source, seed=1)
    assert [judged.verdict for judged in verdict.cases] == [
        Outcome.ACCEPTED,
        Outcome.ACCEPTED,
        Outcome.TIME_LIMIT_EXCEEDED,
    ]


def test_endless_loading_is_stopped(judge: Judge, tmp_path: Path) -> None:
    source = f"while True: pass\n{IDENTITY}"
    verdict = judge.grade(three_cases(tmp_path, cpu_s=0.5), source, seed=1)
    assert verdict.verdict is Outcome.TIME_LIMIT_EXCEEDED
    assert [judged.verdict for judged in verdict.cases[1:]] == [Outcome.SKIPPED] * 2


@pytest.mark.parametrize("number", [10, 40], ids=["SIGUSR1", "a real-time signal"])
def test_signal_to_itself_is_a_crash(judge: Judge, tmp_path: Path, number: int) -> None:
    source = f"import os\ndef f(x):\n    os.kill(os.getpid(), {number})\n    return x\n"
    verdict = judge.grade(three_cases(tmp_path), source, seed=1)
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    assert verdict.cases[0].message.startswith("The process crashed (")
