"""Draws computed ahead: with them every verdict is what it is without them, and comes sooner."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import Outcome
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

# As long as a machine that is busy with much else may take.
PATIENCE_S = 300
SIZE = 3
SOLUTION = "def f(x):\n    return 2 * x\n"
MISTAKES = {
    "wrong_answer/squared.py": '"""This is x squared."""\ndef f(x):\n    return x * x\n',
    "wrong_answer/tripled.py": '"""This is three times x."""\ndef f(x):\n    return 3 * x\n',
    "runtime_error/indexed.py": '"""x is a number."""\ndef f(x):\n    return x[0]\n',
}
GENERATOR = {
    "name": "drawn",
    "count": 3,
    "grid": {"axes": ["n"], "shapes": [[1]]},
    "arguments": {"x": {"distribution": "uniform", "low": 5.0, "high": 9.0}},
}


def doubling(
    folder: Path, mistakes: dict[str, str], solution: str = SOLUTION, **changes: Any
) -> Problem:
    """Twice x, without anything that is to be compiled."""
    files = {f"submissions/{name}": source for name, source in mistakes.items()}
    given: dict[str, Any] = {
        "cases": [case("sample", x=2.0)],
        "generators": [GENERATOR],
        "accept": ["python"],
    }
    return package(folder, solution, files=files, **(given | changes))


@pytest.fixture(scope="module")
def draws(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data") / "precomputed"


@pytest.fixture(scope="module")
def ahead(draws: Path) -> Iterator[Judge]:
    with Judge(precomputed=draws, precomputed_draws=SIZE) as judge:
        yield judge


def filled(judge: Judge, problem: Problem) -> list[int]:
    """The seeds of the problem's draws, once nothing is left to compute."""
    judge.ready_seeds(problem)
    judge.warm(problem)
    assert judge.wait_until_warm(PATIENCE_S)
    return sorted(judge.ready_seeds(problem))


def processes(judge: Judge) -> int:
    return sum(judge.counts().get(each, 0) for each in ("fork", "fresh"))


def verdict(judge: Judge, problem: Problem, source: str, seed: int) -> str:
    """All of a verdict that does not depend on the clock."""
    given = judge.grade(problem, source, seed=seed, submission_id="same")
    timeless = {"time_ms": 0, "cpu_ms": 0, "memory_mb": 0}
    cases = tuple(each.model_copy(update=timeless) for each in given.cases)
    return given.model_copy(update={**timeless, "cases": cases}).model_dump_json()


def test_every_verdict_is_the_same_byte_for_byte_without_precomputed_draws(
    ahead: Judge, judge: Judge, tmp_path: Path
) -> None:
    problem = doubling(tmp_path, MISTAKES)
    seeds = filled(ahead, problem)
    assert len(seeds) == SIZE
    sources = [SOLUTION, *MISTAKES.values(), "def f(x):\n    return 2.5 * x\n"]
    for seed in seeds:
        for source in sources:
            assert verdict(ahead, problem, source, seed) == verdict(judge, problem, source, seed)


def test_a_mistake_is_named_and_nothing_but_the_submission_runs(
    ahead: Judge, tmp_path: Path
) -> None:
    problem = doubling(tmp_path, MISTAKES)
    for seed in filled(ahead, problem):
        before = processes(ahead)
        given = ahead.grade(problem, "def f(x):\n    return x**2\n", seed=seed)
        assert [hint.mistake for hint in given.hints] == ["squared"]
        assert processes(ahead) == before + 1


def test_all_draws_are_used_before_one_comes_again(ahead: Judge, tmp_path: Path) -> None:
    problem = doubling(tmp_path, {})
    seeds = filled(ahead, problem)
    for _ in range(2):
        given = [ahead.grade(problem, SOLUTION).seed for _ in seeds]
        assert sorted(given) == seeds


def test_a_problem_may_have_every_submission_drawn_anew(ahead: Judge, tmp_path: Path) -> None:
    problem = doubling(tmp_path, MISTAKES, always_draw_anew=True)
    assert filled(ahead, problem) == []
    verdicts = [ahead.grade(problem, MISTAKES["wrong_answer/tripled.py"]) for _ in range(4)]
    assert len({given.seed for given in verdicts}) == 4
    assert {given.hints[0].mistake for given in verdicts} == {"tripled"}


def test_what_is_damaged_is_made_again(ahead: Judge, draws: Path, tmp_path: Path) -> None:
    problem = doubling(tmp_path, MISTAKES)
    first, second, _ = filled(ahead, problem)
    [folder] = draws.glob(f"{problem.revision}*")
    (folder / f"{first}.outputs").write_bytes(b"damaged")
    mistakes = folder / f"{second}.mistakes"
    mistakes.write_bytes(mistakes.read_bytes()[:-1])
    wrong = MISTAKES["wrong_answer/squared.py"]
    for seed in (first, second):
        given = ahead.grade(problem, wrong, seed=seed)
        assert [hint.mistake for hint in given.hints] == ["squared"]
    seeds = filled(ahead, problem)
    assert (first in seeds, second in seeds, len(seeds)) == (False, True, SIZE)
    assert len([*folder.glob("*.outputs")]) == len([*folder.glob("*.mistakes")]) == SIZE


def test_what_an_example_leaves_behind_does_not_change_the_next_draw(
    ahead: Judge, judge: Judge, tmp_path: Path
) -> None:
    # Five times x for the first four calls in a process, which are those of one draw.
    counts = "import sys\ndef f(x):\n    sys.calls = getattr(sys, 'calls', 0) + 1\n"
    fickle = f'"""It counts."""\n{counts}    return 5 * x if sys.calls < 5 else -1\n'
    problem = doubling(tmp_path, {"wrong_answer/fickle.py": fickle})
    seeds = filled(ahead, problem)
    assert len(seeds) == SIZE
    for seed in seeds:
        given = verdict(ahead, problem, "def f(x):\n    return 5 * x\n", seed)
        assert '"mistake":"fickle"' in given
        assert given == verdict(judge, problem, "def f(x):\n    return 5 * x\n", seed)


def test_examples_do_not_spoil_one_another(ahead: Judge, tmp_path: Path) -> None:
    spoiling = '"""It spoils."""\nimport math\nmath.pi = 4\ndef f(x):\n    return math.pi * x\n'
    mistakes = {
        "wrong_answer/a_spoiling.py": spoiling,
        "wrong_answer/circle.py": '"""Pi."""\nimport math\ndef f(x):\n    return math.pi * x\n',
    }
    problem = doubling(tmp_path, mistakes, cases=[])
    wrong = "def f(x):\n    return 3.141592653589793 * x\n"
    for seed in filled(ahead, problem):
        given = ahead.grade(problem, wrong, seed=seed)
        assert [hint.mistake for hint in given.hints] == ["circle"]


def test_an_example_that_ends_its_process_does_not_keep_others_from_being_named(
    ahead: Judge, tmp_path: Path
) -> None:
    exits = (
        '"""It exits."""\nimport os\ndef f(x):\n    os._exit(1) if x > 4 else 0\n    return 3 * x\n'
    )
    tripled = MISTAKES["wrong_answer/tripled.py"]
    problem = doubling(
        tmp_path, {"wrong_answer/exits.py": exits, "wrong_answer/tripled.py": tripled}
    )
    for seed in filled(ahead, problem):
        before = processes(ahead)
        given = ahead.grade(problem, tripled, seed=seed)
        assert [hint.mistake for hint in given.hints] == ["tripled"]
        assert processes(ahead) == before + 1


def test_a_reference_that_fails_precomputes_nothing(ahead: Judge, tmp_path: Path) -> None:
    problem = doubling(tmp_path, {}, "def f(x):\n    return 1 / 0\n")
    assert filled(ahead, problem) == []
    assert ahead.grade(problem, SOLUTION).verdict is Outcome.JUDGE_ERROR


def test_outputs_that_are_too_large_are_not_kept(tmp_path: Path) -> None:
    large = "import numpy\ndef f(x):\n    return numpy.full(10_000, x)\n"
    problem = doubling(tmp_path, {}, large, accept=["numpy"])
    folder = tmp_path / "precomputed"
    with Judge(precomputed=folder, precomputed_draws=1, precomputed_mb=1) as judge:
        assert filled(judge, problem) == []
        assert judge.grade(problem, large).verdict is Outcome.ACCEPTED
