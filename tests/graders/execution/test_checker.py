"""A problem's own checker, which runs in the sandbox and is not believed everything."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from graders.core.values import Array
from graders.core.verdict import Outcome, Verdict
from graders.execution.problem_code import ProblemCodeError
from graders.judge import Judge
from graders.problem.files import ProblemError
from graders.problem.package import Problem
from graders.verification.problem_faults import Fault
from tests.graders.packages import case, package

# Any square root of x**2 is right.
SOLUTION = "import jax.numpy as jnp\ndef f(x): return jnp.abs(x)\n"
CHECKER = (
    "import jax.numpy as jnp\n"
    "def check(x, expected, got):\n"
    "    if not jnp.isfinite(got).all():\n"
    "        return 'there are values that are not finite.'\n"
    "    return jnp.allclose(got**2, x**2)\n"
)
EXAMPLE = (
    "import jax.numpy as jnp\n"
    "def example():\n"
    "    x = jnp.array([1.0, 4.0])\n"
    "    return {{'arguments': {{'x': x}}, 'expected': x, 'got': {got}}}\n"
)
GIVEN = {"dtype": "float32", "values": [1.0, -2.0]}
# Of the same shape: every process compiles what it uses for each.
DRAWN = {
    "name": "drawn",
    "count": 1,
    "grid": {"axes": ["n"], "shapes": [[2]]},
    "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
}


def checked(folder: Path, checker: str = CHECKER, valid: str = "-x", **changes: Any) -> Problem:
    settings: dict[str, Any] = {
        "tolerance": {"comparator": "custom"},
        "cases": [case("shown", x=GIVEN), case("kept", "hidden", x=GIVEN)],
        "generators": [DRAWN],
    }
    return package(
        folder,
        SOLUTION,
        files={
            "checker.py": checker,
            "checker/valid/negative.py": EXAMPLE.format(got=valid),
            "checker/invalid/squared.py": EXAMPLE.format(got="x**2"),
        },
        **settings | changes,
    )


def messages(verdict: Verdict) -> list[str]:
    return [one.message for one in verdict.cases]


class TestJudging:
    @pytest.mark.parametrize("right", ["x", "-x", "np.asarray(-x)"])
    def test_whatever_it_accepts_is_right(self, judge: Judge, tmp_path: Path, right: str) -> None:
        source = f"import numpy as np\ndef f(x): return {right}\n"
        verdict = judge.grade(checked(tmp_path), source, seed=1)
        assert verdict.verdict is Outcome.ACCEPTED
        assert verdict.cases[0].comparison is not None
        assert verdict.cases[0].comparison.comparator == "custom"

    def test_what_it_refuses_is_wrong(self, judge: Judge, tmp_path: Path) -> None:
        verdict = judge.grade(checked(tmp_path), "def f(x): return x + 1", seed=1)
        assert verdict.verdict is Outcome.WRONG_ANSWER
        assert messages(verdict) == ["The output is not right."] * 3

    def test_it_says_why_but_not_of_hidden_given_cases(self, judge: Judge, tmp_path: Path) -> None:
        verdict = judge.grade(checked(tmp_path), "def f(x): return x * float('nan')", seed=1)
        assert messages(verdict) == [
            "There are values that are not finite.",
            "There are values that are not finite.",
            "The output is not right.",
        ]

    def test_it_is_not_asked_about_other_shapes(self, judge: Judge, tmp_path: Path) -> None:
        verdict = judge.grade(checked(tmp_path), "def f(x): return x[None]", seed=1)
        assert verdict.verdict is Outcome.WRONG_ANSWER
        assert "has shape (1, 2) where (2,) is expected" in messages(verdict)[0]

    def test_other_cases_have_their_own_comparator(self, judge: Judge, tmp_path: Path) -> None:
        exact = case("exact", x=GIVEN) | {"tolerance": {"comparator": "exact"}}
        problem = checked(tmp_path, cases=[exact, case("any", x=GIVEN)], generators=[])
        verdict = judge.grade(problem, "def f(x): return -x", seed=1)
        assert [one.verdict for one in verdict.cases] == [Outcome.WRONG_ANSWER, Outcome.ACCEPTED]

    def test_a_case_that_did_not_finish(self, judge: Judge, tmp_path: Path) -> None:
        source = "def f(x):\n    if x[1].item() != -2: raise ValueError('drawn')\n    return -x\n"
        verdict = judge.grade(checked(tmp_path), source, seed=1)
        assert [one.verdict for one in verdict.cases] == [
            *(Outcome.ACCEPTED, Outcome.RUNTIME_ERROR, Outcome.ACCEPTED)
        ]

    def test_progress_is_told_once_it_has_spoken(self, judge: Judge, tmp_path: Path) -> None:
        told = []
        judge.grade(
            checked(tmp_path),
            "def f(x): return x + 1",
            seed=1,
            on_case=lambda index, one: told.append((index, one.verdict)),
        )
        assert told == [(index, Outcome.WRONG_ANSWER) for index in range(3)]

    def test_containers_come_as_plain_ones(self, judge: Judge, tmp_path: Path) -> None:
        model = (
            "import jax.numpy as jnp\n"
            "from flax import nnx\n"
            "def f(x): return nnx.state(nnx.List([nnx.Param(jnp.ones(2))])), (x, 1.0), 'text'\n"
        )
        checker = (
            "import jax\n"
            "def check(x, expected, got):\n"
            "    state, (array, number), text = got\n"
            "    assert isinstance(array, jax.Array) and type(number) is float\n"
            "    assert type(state) is dict and state['0'].shape == (2,), state\n"
            "    return text == 'text'\n"
        )
        problem = package(
            tmp_path,
            model,
            files={
                "checker.py": checker,
                "checker/valid/a.py": EXAMPLE.format(got="x"),
                "checker/invalid/b.py": EXAMPLE.format(got="x"),
            },
            tolerance={"comparator": "custom"},
            cases=[case("shown", x=GIVEN)],
            accept=["numpy"],
        )
        as_numpy = model.replace("(x, 1.0)", "(np.asarray(x), 1.0)").replace(
            "import jax", "import numpy as np, jax"
        )
        verdict = judge.grade(problem, as_numpy, seed=1)
        assert verdict.verdict is Outcome.ACCEPTED, verdict.message


def test_once_warm_it_runs_in_a_fork_too(judge: Judge, tmp_path: Path) -> None:
    problem = checked(tmp_path, cases=[case("shown", x=GIVEN)], generators=[DRAWN])
    judge.warm(problem)
    assert judge.wait_until_warm(100)
    before = Counter(judge.counts())
    assert judge.grade(problem, "def f(x): return -x").verdict is Outcome.ACCEPTED
    # The submission, the reference and the checker.
    assert Counter(judge.counts()) - before == {"fork": 3}


@pytest.mark.parametrize(
    ("checker", "reason"),
    [
        ("def check(x, expected, got): return 1 / 0", "shown: ZeroDivisionError in line 1: divis"),
        ("def check(x, expected, got): return 1.0", "shown: it must return True, False, or what"),
        ("def check(x, expected, got): return ''", "shown: it must return True, False, or what is"),
        (
            "def check(x, expected, got): pass",
            "shown: it must return True, False, or what is wrong",
        ),
        ("def check(x, expected): return True", "shown: TypeError: "),
        ("def check(", "The file is not valid Python."),
        ("import os; os._exit(0)", "shown: The process ended by itself"),
        ("def check(x, expected, got): open('/etc/passwd')", "shown: PermissionError in line 1"),
        (
            "def check(x, expected, got): return False",
            "it refuses the expected output itself: shown, drawn 1, kept",
        ),
    ],
)
def test_a_checker_that_fails_or_lies_is_no_fault_of_the_submission(
    judge: Judge, tmp_path: Path, checker: str, reason: str
) -> None:
    verdict = judge.grade(checked(tmp_path, checker), "def f(x): return -x", seed=1)
    assert verdict.verdict is Outcome.JUDGE_ERROR
    assert verdict.message.startswith(f"The problem's own checker failed: {reason}")


def test_an_exception_of_a_checker_carries_nothing_hidden_out(judge: Judge, tmp_path: Path) -> None:
    careless = (
        "def check(x, expected, got): assert (got == expected).all(), str(expected); return True"
    )
    problem = checked(tmp_path, careless, cases=[case("kept", "hidden", x=GIVEN)], generators=[])
    verdict = judge.grade(problem, "def f(x): return x * 0", seed=1)
    assert verdict.message == "0 of 1 cases passed. kept: The output is not right."


@pytest.mark.parametrize(
    "checker",
    [
        "def check(x, expected, got): assert (got == expected).all(); return True",
        "def check(x, expected, got): return (got == expected).all() or [int(got[0])]",
    ],
    ids=["raises", "gives no answer"],
)
def test_what_a_checker_cannot_judge_is_refused(judge: Judge, tmp_path: Path, checker: str) -> None:
    problem = checked(tmp_path, checker, cases=[case("shown", x=GIVEN)], generators=[])
    verdict = judge.grade(problem, "def f(x): return x * float('nan')", seed=1)
    assert verdict.verdict is Outcome.WRONG_ANSWER
    assert verdict.cases[0].message == "The problem's checker can't judge the output."


def test_whether_a_checker_can_judge_is_asked_where_the_problem_is_checked(
    judge: Judge, tmp_path: Path
) -> None:
    careless = (
        "def check(x, expected, got): assert (got == expected).all(), 'careless'; return True"
    )
    problem = checked(tmp_path, careless, cases=[case("shown", x=GIVEN)], generators=[])
    [expected] = judge.expected_outputs(problem, 1)
    assert isinstance(expected, Array)
    wrong = Array(expected.data + 1, expected.kind)
    with pytest.raises(ProblemCodeError, match="shown: AssertionError in line 1: careless"):
        judge.find_refusals(problem, judge.cases(problem, 1), [wrong], [expected])


class TestExamples:
    def test_they_prove_a_sound_checker(self, judge: Judge, tmp_path: Path) -> None:
        assert judge.find_faults(checked(tmp_path), 1) == ()

    def test_one_that_accepts_everything(self, judge: Judge, tmp_path: Path) -> None:
        problem = checked(tmp_path, "def check(x, expected, got): return True")
        assert judge.find_faults(problem, 1) == (
            Fault(
                "checker/invalid/squared.py", "the example", "invalid, but the checker accepts it"
            ),
        )

    def test_one_that_is_too_strict(self, judge: Judge, tmp_path: Path) -> None:
        strict = "def check(x, expected, got): return bool((got == expected).all())"
        assert judge.find_faults(checked(tmp_path, strict), 1) == (
            Fault(
                "checker/valid/negative.py",
                "the example",
                "valid, but the checker says: the output is not right",
            ),
        )

    @pytest.mark.parametrize(
        ("got", "reason"),
        [
            ("x[0]", "the checker would not be asked: the output has shape () where (2,) is expec"),
            ("x, 'more': 1", ""),
            ("1 / 0", "ZeroDivisionError in line 4: division by zero"),
            ("x}, {1: 2", "example must return a dict with arguments"),
        ],
    )
    def test_one_that_proves_nothing(
        self, judge: Judge, tmp_path: Path, got: str, reason: str
    ) -> None:
        faults = judge.find_faults(checked(tmp_path, valid=got), 1)
        assert [fault.file for fault in faults] == ["checker/valid/negative.py"] * bool(reason)
        assert all(fault.reason.startswith(reason) for fault in faults)


class TestPackage:
    def test_a_checker_must_be_there(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemError, match=r"checker\.py: missing: a comparator is custom"):
            package(tmp_path, SOLUTION, tolerance={"comparator": "custom"})

    def test_for_one_case_too(self, tmp_path: Path) -> None:
        custom = case("one", x=1.0) | {"tolerance": {"comparator": "custom"}}
        with pytest.raises(ProblemError, match=r"checker\.py: missing: a comparator is custom"):
            package(tmp_path, SOLUTION, cases=[custom])

    def test_it_must_be_proved_both_ways(self, tmp_path: Path) -> None:
        files = {"checker.py": CHECKER, "checker/valid/a.py": EXAMPLE}
        with pytest.raises(ProblemError, match="needs an example in checker/valid and one in chec"):
            package(tmp_path, SOLUTION, files=files)

    def test_other_files_there(self, tmp_path: Path) -> None:
        files = {"checker.py": CHECKER, "checker/good/a.py": EXAMPLE}
        with pytest.raises(ProblemError, match=r"checker/good/a\.py: a checker's example is"):
            package(tmp_path, SOLUTION, files=files)
