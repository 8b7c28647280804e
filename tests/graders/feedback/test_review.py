"""The smallest failing input, and the scripts for failing samples."""

from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from graders.core.cancellation import CancellationToken, GradingCancelledError
from graders.core.values import Array
from graders.core.verdict import FailingInput, Outcome, Verdict
from graders.feedback import candidates
from graders.judge import Judge
from graders.problem.cases import Case, draw_cases
from graders.problem.package import Problem
from graders.sandbox.errors import SandboxFailureError
from tests.graders.packages import case, package

HEAD = "import jax.numpy as jnp\n"
SOLUTION = HEAD + "def f(x, times):\n    return x.sum() * times\n"
SECRET = 739.25


def generator(name: str = "drawn", **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "count": 3,
        "grid": {"axes": ["n", "times"], "shapes": [[4, 3], [2, 5], [6, 2]]},
        "arguments": {
            "x": {"distribution": "normal", "shape": ["n"]},
            "times": {"axis": "times"},
        },
    } | changes


def problem_of(folder: Path, solution: str = SOLUTION, **changes: Any) -> Problem:
    spec = {
        "entry_point": {"function": "f", "parameters": ["x", "times"]},
        "accept": ["jax", "python"],
        "cases": [],
        "generators": [generator()],
    }
    return package(folder, solution, **(spec | changes))


def review(judge: Judge, problem: Problem, body: str, seed: int = 1) -> Verdict:
    source = f"{HEAD}def f(x, times):\n    {body}\n"
    return judge.review(problem, source, judge.grade(problem, source, seed=seed))


def smallest(verdict: Verdict) -> FailingInput:
    assert verdict.smallest is not None
    return verdict.smallest


def numbers(failing: FailingInput) -> tuple[list[float], float]:
    return failing.arguments["x"]["values"], failing.arguments["times"]


def first_of_x(case: Case) -> float:
    x = case.arguments["x"]
    assert isinstance(x, Array)
    return float(x.data[0])


class TestSmallestInput:
    def test_is_shown_in_full(self, judge: Judge, tmp_path: Path) -> None:
        found = smallest(review(judge, problem_of(tmp_path), "return x.sum() * times + 1"))
        # The smallest size of each axis, and the simplest values.
        assert numbers(found) == ([0.0, 0.0], 2.0)
        assert found.expected == {"dtype": "float32", "shape": [], "values": 0.0}
        assert found.got == {"dtype": "float32", "shape": [], "values": 1.0}
        assert found.verdict is Outcome.WRONG_ANSWER
        assert found.message == (
            "1 of 1 values is off by more than the tolerance; the largest error is about 1; "
            "it is 1 where 0 is expected."
        )
        assert found.comparison is not None
        assert found.comparison.kind == "values"
        assert found.reproducer is not None

    def test_values_are_as_simple_as_they_can_be(self, judge: Judge, tmp_path: Path) -> None:
        # Right for zeros, and for equal elements.
        found = smallest(review(judge, problem_of(tmp_path), "return x[0] * len(x) * times"))
        assert numbers(found) == ([1.0, 2.0], 2.0)

    def test_sizes_are_as_small_as_they_can_be(self, judge: Judge, tmp_path: Path) -> None:
        found = smallest(
            review(judge, problem_of(tmp_path), "return x.sum() * (times - (times > 2))")
        )
        assert numbers(found) == ([1.0, 1.0], 3.0)

    def test_an_exception(self, judge: Judge, tmp_path: Path) -> None:
        found = smallest(review(judge, problem_of(tmp_path), "return x[:times].sum() * times"))
        assert numbers(found) == ([0.0, 0.0], 2.0)
        assert (found.verdict, found.got) == (Outcome.RUNTIME_ERROR, None)
        assert found.error is not None
        assert (found.error.type, found.error.line) == ("TypeError", 3)

    def test_it_goes_wrong_as_the_cases_did(self, judge: Judge, tmp_path: Path) -> None:
        # An exception for zeros, which no case has, is another mistake.
        body = "return x.sum() * times + 1 / x[0].item()"
        found = smallest(review(judge, problem_of(tmp_path), body))
        assert numbers(found)[0] == [1.0, 1.0]
        assert found.verdict is Outcome.WRONG_ANSWER

    def test_a_probe_that_it_needs_is_named(self, judge: Judge, tmp_path: Path) -> None:
        linear = "nnx.Linear(1, 1, rngs=nnx.Rngs(0))"
        solution = f"from flax import nnx\ndef f(x, times):\n    return {linear}.bias[...]\n"
        probed = generator("probed", probe="nonzero_bias_init", count=1)
        problem = problem_of(tmp_path, solution, generators=[generator(), probed])
        found = smallest(review(judge, problem, "return jnp.zeros(1)"))
        assert found.probe == "nonzero_bias_init"
        assert found.reproducer is not None
        assert "PROBES['nonzero_bias_init']" in found.reproducer

    def test_where_only_rare_values_fail_it_is_the_smallest_case(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        problem = problem_of(tmp_path)
        tried = [
            case
            for row in candidates.rows(problem.spec.generators[0])
            for case in candidates.cases(problem.spec, row)
        ]
        rare = max(map(first_of_x, tried)) + 0.01
        seed = next(s for s in count() if max(map(first_of_x, draw_cases(problem.spec, s))) > rare)
        verdict = review(judge, problem, f"return x.sum() * times + (x[0] > {rare})", seed)
        xs, _ = numbers(smallest(verdict))
        assert xs[0] > rare
        failing = [case.verdict is not Outcome.ACCEPTED for case in verdict.cases]
        drawn = zip(draw_cases(problem.spec, seed), failing, strict=True)
        assert float(np.float32(xs[0])) in [first_of_x(case) for case, fails in drawn if fails]

    def test_the_same_every_time(self, judge: Judge, tmp_path: Path) -> None:
        problem = problem_of(tmp_path)
        one, other = (review(judge, problem, "return x.sum() + times").smallest for _ in range(2))
        assert one is not None
        assert one == other

    def test_what_the_reference_can_not_do_is_no_input(self, judge: Judge, tmp_path: Path) -> None:
        solution = HEAD + "def f(x, times):\n    assert x[0] != 0\n    return x.sum() * times\n"
        found = smallest(
            review(judge, problem_of(tmp_path, solution), "return x.sum() * times + 1")
        )
        assert numbers(found)[0] == [1.0, 1.0]

    def test_what_the_validator_refuses_is_no_input(self, judge: Judge, tmp_path: Path) -> None:
        validator = "def validate(x, times):\n    assert x[0] != 0\n"
        problem = problem_of(tmp_path, files={"validator.py": validator})
        found = smallest(review(judge, problem, "return x.sum() * times + 1"))
        assert numbers(found)[0] == [1.0, 1.0]

    def test_none_for_an_accepted_one(self, judge: Judge, tmp_path: Path) -> None:
        assert review(judge, problem_of(tmp_path), "return x.sum() * times").smallest is None

    def test_none_where_the_problem_forbids_it(self, judge: Judge, tmp_path: Path) -> None:
        problem = problem_of(tmp_path, feedback={"smallest_input": False})
        assert review(judge, problem, "return x.sum()").smallest is None

    def test_nothing_is_taken_from_a_hidden_fixed_case(self, judge: Judge, tmp_path: Path) -> None:
        argument = {"dtype": "float32", "values": [SECRET, 1.0]}
        problem = problem_of(tmp_path, cases=[case("secret", "hidden", x=argument, times=2.0)])
        # Wrong on the hidden case alone, and then on nothing that the search may try.
        verdict = review(judge, problem, "return x.sum() * times + (x[0] > 700)")
        assert [c.name for c in verdict.cases if c.verdict is not Outcome.ACCEPTED] == ["secret"]
        assert verdict.smallest is None
        assert str(SECRET) not in verdict.model_dump_json()

    def test_none_for_a_problem_of_fixed_cases(self, judge: Judge, tmp_path: Path) -> None:
        argument = {"dtype": "float32", "values": [1.0]}
        cases = [case("sample", x=argument, times=2.0)]
        problem = problem_of(tmp_path, cases=cases, generators=[])
        assert review(judge, problem, "return x.sum()").smallest is None


class TestReproducer:
    def problem(self, folder: Path) -> Problem:
        argument = {"dtype": "float32", "values": [1.0, 2.0]}
        return problem_of(
            folder,
            cases=[
                case("first", x=argument, times=2.0),
                case("second", x=argument, times=1.0),
                case("secret", "hidden", x=argument, times=2.0),
            ],
        )

    def test_failing_samples_have_one(self, judge: Judge, tmp_path: Path) -> None:
        verdict = review(judge, self.problem(tmp_path), "return x.sum()", seed=7)
        first, second, *hidden = verdict.cases
        assert first.reproducer is not None
        assert "# The case 'first'" in first.reproducer
        assert "--problem example --seed 7" in first.reproducer
        assert second.reproducer is None
        assert all(case.reproducer is None for case in hidden)

    def test_an_accepted_submission_has_none(self, judge: Judge, tmp_path: Path) -> None:
        verdict = review(judge, self.problem(tmp_path), "return x.sum() * times")
        assert all(case.reproducer is None for case in verdict.cases)


@pytest.mark.parametrize("body", ["return x.sum() +", "while True: pass"])
def test_what_did_not_run_to_its_end_is_not_reviewed(
    judge: Judge, tmp_path: Path, body: str
) -> None:
    problem = problem_of(tmp_path, limits={"wall_s": 0.5})
    source = f"def f(x, times):\n    {body}\n"
    verdict = judge.grade(problem, source, seed=1)
    assert judge.review(problem, source, verdict) == verdict


def test_a_review_changes_nothing_else(judge: Judge, tmp_path: Path) -> None:
    problem = problem_of(tmp_path)
    source = f"{HEAD}def f(x, times):\n    return x.sum()\n"
    verdict = judge.grade(problem, source, seed=1)
    added = {"smallest", "remarks"}
    reviewed = judge.review(problem, source, verdict)
    assert reviewed.smallest is not None
    assert reviewed.model_dump(exclude=added) == verdict.model_dump(exclude=added)


def test_a_closed_judge_does_not_review(tmp_path: Path) -> None:
    problem = problem_of(tmp_path)
    source = f"{HEAD}def f(x, times):\n    return x.sum()\n"
    with Judge() as judge:
        verdict = judge.grade(problem, source, seed=1)
    with pytest.raises(SandboxFailureError):
        judge.review(problem, source, verdict)


def test_a_review_can_be_stopped(judge: Judge, tmp_path: Path) -> None:
    problem = problem_of(tmp_path)
    source = f"{HEAD}def f(x, times):\n    return x.sum()\n"
    verdict = judge.grade(problem, source, seed=1)
    stop = CancellationToken()
    stop.request()
    with pytest.raises(GradingCancelledError):
        judge.review(problem, source, verdict, stop=stop)
