"""Cases that a problem's own Python makes, in the sandbox."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from graders.core.values import Array, Node, Value, encode
from graders.core.verdict import Outcome
from graders.execution.problem_code import ProblemCodeError
from graders.judge import Judge
from graders.problem.cases import Case
from graders.problem.package import Problem, ProblemError
from tests.graders.packages import case, package

IDENTITY = "def f(x):\n    return x\n"
NORMAL = (
    "import jax\n"
    "def generate(seed, index):\n"
    "    return {'x': jax.random.normal(jax.random.key(seed), (index + 1,))}\n"
)
ENTRY = {"name": "made", "count": 3, "visibility": "sample"}


def generating(folder: Path, generator: str, **changes: Any) -> Problem:
    """A problem with one fixed case, and three that `generator` makes."""
    settings: dict[str, Any] = {"python_generators": [ENTRY], "accept": ["python", "numpy", "jax"]}
    settings |= changes
    return package(folder, IDENTITY, files={"generator.py": generator}, **settings)


def made(cases: Sequence[Case]) -> list[Value]:
    return [one.arguments["x"] for one in cases if one.name.startswith("made")]


def content(cases: Sequence[Case]) -> object:
    return [encode(Node("dict", dict(one.arguments))) for one in cases]


def refusal(judge: Judge, problem: Problem) -> str:
    verdict = judge.grade(problem, IDENTITY, seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    return verdict.message.removeprefix("The problem's own generator failed: ")


def test_they_come_last_and_are_judged_like_others(judge: Judge, tmp_path: Path) -> None:
    problem = generating(tmp_path, NORMAL)
    verdict = judge.grade(
        problem, "def f(x): return x if getattr(x, 'size', 1) < 3 else -x", seed=1
    )
    assert [(one.name, one.verdict) for one in verdict.cases] == [
        ("sample", Outcome.ACCEPTED),
        ("made 1", Outcome.ACCEPTED),
        ("made 2", Outcome.ACCEPTED),
        ("made 3", Outcome.WRONG_ANSWER),
    ]
    assert verdict.total == problem.spec.case_count == 4
    arguments = verdict.cases[3].arguments
    assert arguments is not None
    assert arguments["x"]["shape"] == [3]


def test_the_seed_decides(judge: Judge, tmp_path: Path) -> None:
    problem = generating(tmp_path, NORMAL)
    with Judge(keep_warm=False) as other:
        cases = judge.cases(problem, 7)
        assert content(other.cases(problem, 7)) == content(cases)
        assert content(judge.cases(problem, 8)) != content(cases)


def test_every_case_has_a_seed_of_its_own(judge: Judge, tmp_path: Path) -> None:
    seeds = "def generate(seed, index):\n    return {'x': [seed, index]}\n"
    shown = [
        [item.data.item() for item in value.children.values() if isinstance(item, Array)]
        for value in made(judge.cases(generating(tmp_path, seeds), 3))
        if isinstance(value, Node)
    ]
    assert [index for _, index in shown] == [0, 1, 2]
    assert len({seed for seed, _ in shown}) == 3
    assert all(0 <= seed < 2**31 for seed, _ in shown)


def test_arguments_arrive_as_what_they_were(judge: Judge, tmp_path: Path) -> None:
    generator = (
        "import jax, jax.numpy as jnp, numpy as np\n"
        "def generate(seed, index):\n"
        "    return {'x': [np.arange(3), jnp.arange(3), 1, 1.0, True, 'text', None,\n"
        "                  jax.random.key(seed), {'a': (1, [2])}]}\n"
    )
    problem = generating(tmp_path, generator, cases=[])
    described = (
        "def f(x):\n"
        "    names = [type(item).__name__ for item in x]\n"
        "    assert names == ['ndarray', 'ArrayImpl', 'int', 'float', 'bool', 'str', 'NoneType',\n"
        "                     'PRNGKeyArray', 'dict'], names\n"
        "    assert x[-1] == {'a': (1, [2])}\n"
        "    return x\n"
    )
    verdict = judge.grade(problem, described, seed=1)
    assert verdict.verdict is Outcome.ACCEPTED, verdict.message


@pytest.mark.parametrize(
    ("returned", "reason"),
    [
        ("1", "case 'made 1': it must return a dict with a value for each parameter"),
        ("{'y': 1}", "case 'made 1': its dict has y where the parameters are x"),
        ("{}", "case 'made 1': its dict has nothing where the parameters are x"),
        ("{'x': 1, 'y': 1}", "case 'made 1': its dict has x, y where the parameters are x"),
        ("{'x': nnx.Param(1.0)}", "case 'made 1': x holds an object of type Param; arguments are"),
        ("{'x': print}", "case 'made 1': it returned an object of type builtin_function_or_method"),
        ("1 / 0", "case 'made 1': ZeroDivisionError in line 3: division by zero"),
        ("{'x': np.zeros(400_000)}", "1200000 numbers in all; 1000000 are the most"),
        ("open('/etc/passwd')", "case 'made 1': PermissionError in line 3"),
    ],
)
def test_what_is_no_call(judge: Judge, tmp_path: Path, returned: str, reason: str) -> None:
    source = f"import numpy as np\nfrom flax import nnx\ndef generate(s, i): return {returned}\n"
    assert refusal(judge, generating(tmp_path, source)).startswith(reason)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("def generate(", "The file is not valid Python."),
        ("x = 1", "The file defines no function named generate."),
        (
            "def generate(seed, index):\n    while True: pass",
            "made 1: It took longer than 0.3 s of wall time.",
        ),
    ],
)
def test_a_file_that_fails(judge: Judge, tmp_path: Path, source: str, reason: str) -> None:
    problem = generating(tmp_path, source, limits={"wall_s": 0.1})
    assert refusal(judge, problem) == reason


def test_another_function(judge: Judge, tmp_path: Path) -> None:
    entry = {"name": "made", "count": 1, "function": "edges"}
    problem = generating(
        tmp_path, "def edges(seed, index): return {'x': 5}", cases=[], python_generators=[entry]
    )
    assert [
        value.data.item() for value in made(judge.cases(problem, 1)) if isinstance(value, Array)
    ]


def test_the_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"generator\.py: missing"):
        package(tmp_path, IDENTITY, python_generators=[{"name": "made", "count": 1}])


def test_names_must_differ_from_other_cases(tmp_path: Path) -> None:
    with pytest.raises(ProblemError, match=r"names must differ: made 1"):
        generating(tmp_path, NORMAL, cases=[case("made 1", x=1.0)])


def test_a_failure_is_told_by_cases_too(judge: Judge, tmp_path: Path) -> None:
    with pytest.raises(ProblemCodeError, match="division by zero"):
        judge.cases(generating(tmp_path, "def generate(seed, index): 1 / 0"), 1)


@pytest.fixture(scope="module")
def draws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "precomputed"


@pytest.fixture(scope="module")
def ahead(draws: Path) -> Iterator[Judge]:
    with Judge(precomputed=draws, precomputed_draws=1) as judge:
        yield judge


def test_precomputed_draws_have_them_ready(ahead: Judge, draws: Path, tmp_path: Path) -> None:
    # Asked again, this generator would make other arguments than those of the outputs on disk.
    source = "import os\ndef generate(seed, index): return {'x': os.urandom(4).hex()}\n"
    problem = generating(tmp_path, source)
    ahead.ready_seeds(problem)
    ahead.warm(problem)
    assert ahead.wait_until_warm(60)
    with Judge(precomputed=draws, precomputed_draws=1) as judge:
        [seed] = judge.ready_seeds(problem)
        assert judge.grade(problem, IDENTITY, seed=seed).verdict is Outcome.ACCEPTED
        assert judge.counts()["fresh"] == 1  # the submission's own: not the reference's


def test_submissions_find_their_shapes_compiled(judge: Judge, tmp_path: Path) -> None:
    problem = package(
        tmp_path,
        "def f(x): return 2 * x",
        files={"generator.py": NORMAL, "warm_up.py": "def warm_up(x): return 2 * x"},
        python_generators=[ENTRY],
    )
    judge.warm(problem)
    assert judge.wait_until_warm(60)
    before = Counter(judge.counts())
    assert judge.grade(problem, "def f(x): return 2 * x").verdict is Outcome.ACCEPTED
    # The submission and the reference.
    assert Counter(judge.counts()) - before == {"fork": 2}


def test_a_problem_whose_generator_fails_stays_cold(ahead: Judge, tmp_path: Path) -> None:
    problem = package(
        tmp_path,
        IDENTITY,
        files={"generator.py": "def generate(seed, index): 1 / 0", "warm_up.py": "warm_up = print"},
        python_generators=[ENTRY],
    )
    ahead.warm(problem)
    assert ahead.wait_until_warm(60)
    assert ahead.warmth(problem) == "cold"
