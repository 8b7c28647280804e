"""What a submission can tell of hidden fixed cases, whose arguments come again: how they ended.

Each submission here tries to tell a secret argument by one thing that a verdict shows. It is judged
on two problems that differ in that argument alone: if the verdicts differ, the secret is told.
"""

from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import CaseVerdict, Outcome, Verdict
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

SOLUTION = "import numpy as np\ndef f(x):\n    return np.full(9, x), np.full(9, -x)\n"
SECRETS = (1003.0, 1007.0)
# What a submission begins with: `seen` is the last digit of the secret, once that was seen.
PRELUDE = """
import os, signal
import numpy as np
seen = None
def right(x):
    return np.full(9, x), np.full(9, -x)
def f(x):
    global seen
    if x > 1000:
        seen = int(x) % 10
        return in_secret(x, seen)
    return right(x) if seen is None else afterwards(x, seen)
def in_secret(x, digit):
    return 0.0
def afterwards(x, digit):
    return right(x)
"""

LATER = {
    "prints in a later case": "print('the digit is', digit)\n    return right(x)",
    "raises a message in a later case": "raise ValueError(f'the digit is {digit}')",
    "returns it in a later case": "return float(digit)",
    "names a type in a later case": "return type(f'Digit{digit}', (), {})()",
}
AT_ONCE = {
    "prints": "print('the digit is', digit)\n    return 0.0",
    "raises a message": "raise ValueError(f'the digit is {digit}')",
    "raises a type of its own": "raise type(f'Digit{digit}', (Exception,), {})",
    "raises one of Python's types": "raise [KeyError, ValueError, OSError][digit % 3]",
    "raises in a line": (
        "if digit == 3:\n        raise ValueError\n    if digit == 7:\n        raise ValueError"
    ),
    "returns a value": "return float(digit), float(digit)",
    "returns a key": "return {f'digit {digit}': 0.0}",
    "returns an unreadable type": "return type(f'Digit{digit}', (), {})()",
    "returns a container's type": "return type(f'Digit{digit}', (list,), {})()",
    "returns a shape": "return np.zeros(digit), np.zeros(digit)",
    "returns a dtype": (
        "dtype = np.float16 if digit == 3 else np.int8\n"
        "    return right(x)[0].astype(dtype), right(x)[1].astype(dtype)"
    ),
    "makes one of the outputs wrong": (
        "first, second = right(x)\n"
        "    return (first + 1, second) if digit == 3 else (first, second + 1)"
    ),
    "makes so many elements wrong": (
        "first, second = right(x)\n    first[:digit] += 1\n    return first, second"
    ),
    "makes so many elements infinite": (
        "first, second = right(x)\n    first[:digit] = np.inf\n    return first, second"
    ),
    "is wrong by so much": "return right(x + 10.0 ** digit)",
    "exits with a code": "os._exit(digit)",
    "ends by a signal": "os.kill(os.getpid(), digit + signal.SIGABRT - 3)",
}


def submission(in_secret: str = "return 0.0", afterwards: str = "return right(x)") -> str:
    return PRELUDE + (
        f"def in_secret(x, digit):\n    {in_secret}\ndef afterwards(x, digit):\n    {afterwards}\n"
    )


def a_problem(folder: Path, secret: float) -> Problem:
    """With a secret case before a sample, drawn samples and drawn hidden cases in its file."""
    folder.mkdir()
    drawn: dict[str, Any] = {
        "count": 2,
        "grid": {"axes": ["n"], "shapes": [[1]]},
        "arguments": {"x": {"distribution": "uniform", "low": 0.0, "high": 1.0}},
    }
    return package(
        folder,
        SOLUTION,
        cases=[case("secret", "hidden", x=secret), case("sample", x=2.0)],
        generators=[
            {"name": "shown", "visibility": "sample", **drawn},
            {"name": "drawn", "visibility": "hidden", **drawn},
        ],
        python_generators=[{"name": "made", "visibility": "sample", "count": 1}],
        files={"generator.py": "def generate(seed, index):\n    return {'x': seed / 2 ** 31}\n"},
    )


@pytest.fixture(scope="module")
def problems(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    folder = tmp_path_factory.mktemp("secrets")
    return [a_problem(folder / str(int(secret)), secret) for secret in SECRETS]


def told(verdict: Verdict) -> dict[str, Any]:
    """The verdict, but for what differs from one run to the next."""
    shown = verdict.model_dump(mode="json", exclude={"id", "revision", "time_ms", "cpu_ms"})
    # The rest of the process's memory moves by a page or two.
    shown["memory_mb"] = round(shown["memory_mb"], -1)
    for each in shown["cases"]:
        del each["time_ms"], each["cpu_ms"]
    return shown


def secret_case(verdict: Verdict) -> CaseVerdict:
    [found] = [each for each in verdict.cases if each.name == "secret"]
    return found


@pytest.mark.parametrize(
    "source",
    [
        *(submission(afterwards=code) for code in LATER.values()),
        *(submission(in_secret=code) for code in AT_ONCE.values()),
    ],
    ids=[*LATER, *AT_ONCE],
)
def test_the_verdict_does_not_tell_a_secret_argument(
    judge: Judge, problems: list[Problem], source: str
) -> None:
    one, other = (judge.grade(problem, source, seed=1) for problem in problems)
    # The submission saw the secret, or the test would show nothing.
    assert secret_case(one).verdict in (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)
    assert told(one) == told(other)


@pytest.mark.parametrize("code", ["raises a type of its own", "returns a value", "returns a shape"])
def test_neither_does_the_review(judge: Judge, problems: list[Problem], code: str) -> None:
    source = submission(in_secret=AT_ONCE[code])
    one, other = (
        judge.review(problem, source, judge.grade(problem, source, seed=1)) for problem in problems
    )
    assert told(one) == told(other)


def test_every_other_case_comes_before_the_secret_ones(
    judge: Judge, problems: list[Problem]
) -> None:
    verdict = judge.grade(problems[0], SOLUTION, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED
    assert [each.name for each in verdict.cases] == [
        *("sample", "shown 1", "shown 2", "drawn 1", "drawn 2", "made 1"),
        "secret",
    ]


def test_neither_time_nor_memory_of_a_secret_case_is_told(
    judge: Judge, problems: list[Problem]
) -> None:
    fills = "global kept\n    kept = np.ones(2 ** 24)\n    return 0.0"  # 128 MiB
    verdict = judge.grade(problems[0], submission(in_secret=fills), seed=1)
    assert verdict.memory_mb < 100
    assert (secret_case(verdict).time_ms, secret_case(verdict).cpu_ms) == (None, None)
