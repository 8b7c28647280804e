"""Grading in one try: the submission and the reference on the same cases, scored by weight."""

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from graders.core.reasons.judging import AllPassed
from graders.core.reasons.running import NotPython
from graders.core.values import Value, number
from graders.core.verdict import CaseVerdict, Environment, Outcome
from graders.execution.problem_code import ProblemCodeError
from graders.execution.run_cases import Execution, Taken
from graders.grading.grade import run_and_compare, verdict_of
from graders.judge import Judge
from graders.problem.cases import draw_cases
from graders.problem.package import Problem
from tests.graders.packages import case, package, with_few_shapes
from tests.graders.scripted import a_call

IDENTITY = "def f(x):\n    return x\n"
ENVIRONMENT = Environment(python="3", jax="0", flax="0", sandbox=())


def test_weights_make_the_score(judge: Judge, tmp_path: Path) -> None:
    cases = [case("light", x=1.0) | {"weight": 1.0}, case("heavy", x=2.0) | {"weight": 3.0}]
    problem = package(tmp_path, IDENTITY, cases=cases, accept=["python"])
    verdict = judge.grade(problem, "def f(x): return 2.0", seed=1)
    assert (verdict.passed, verdict.total, verdict.score) == (1, 2, 0.75)
    assert verdict.message.startswith("1 of 2 cases passed. light: ")


def test_tolerance_is_the_cases_own(judge: Judge, tmp_path: Path) -> None:
    cases = [
        case("default", x=1.0),
        case("loose", x=1.0) | {"tolerance": {"rtol": 0.5}},
        case("exact", x=1.0) | {"tolerance": {"rtol": 0.0, "atol": 0.0}},
    ]
    problem = package(tmp_path, IDENTITY, cases=cases, tolerance={"rtol": 0.1}, accept=["python"])

    def outcomes(source: str) -> list[Outcome]:
        return [c.verdict for c in judge.grade(problem, source, seed=1).cases]

    right, wrong = Outcome.ACCEPTED, Outcome.WRONG_ANSWER
    assert outcomes("def f(x): return x * 1.05") == [right, right, wrong]
    assert outcomes("def f(x): return x * 1.3") == [wrong, right, wrong]
    assert outcomes("def f(x): return x") == [right, right, right]


@pytest.mark.parametrize("probed_first", [False, True], ids=["probe last", "probe first"])
@pytest.mark.parametrize(
    ("add_bias", "probed_outcome"), [("+ l.bias", Outcome.ACCEPTED), ("", Outcome.WRONG_ANSWER)]
)
def test_function_that_jit_compiled_is_judged_with_and_without_the_probe(
    judge: Judge, tmp_path: Path, probed_first: bool, add_bias: str, probed_outcome: Outcome
) -> None:
    source = (
        "import jax\n"
        "from flax import nnx\n"
        "@jax.jit\n"
        "def f(x):\n"
        "    l = nnx.Linear(2, 3, rngs=nnx.Rngs(0))\n"
        "    return x @ l.kernel "
    )
    x = {"dtype": "float32", "values": [1.0, -2.0]}
    cases = [case("plain", x=x), case("probed", x=x) | {"probe": "nonzero_bias_init"}]
    ordered = [cases[1], cases[0], cases[1] | {"name": "again"}] if probed_first else cases
    problem = package(tmp_path, source + "+ l.bias\n", cases=ordered)
    verdict = judge.grade(problem, source + add_bias + "\n", seed=1)
    outcomes = {case.name: case.verdict for case in verdict.cases}
    assert outcomes.pop("plain") is Outcome.ACCEPTED
    assert set(outcomes.values()) == {probed_outcome}


def test_accepted_in_full(judge: Judge, warm_start: Problem) -> None:
    problem = with_few_shapes(warm_start, most=1)
    verdict = judge.grade(problem, problem.solution, seed=1)
    assert (verdict.verdict, verdict.message) == (Outcome.ACCEPTED, "All 6 cases passed.")
    assert (verdict.passed, verdict.total, verdict.score) == (6, 6, 1.0)
    assert {case.verdict for case in verdict.cases} == {Outcome.ACCEPTED}
    assert {case.message for case in verdict.cases} == {""}


class ScriptedStrategies:
    """Runs nothing: has one answer after the other, and does something between them."""

    def __init__(self, *answers: float) -> None:
        self._answers = answers
        self.between: list[Any] = []

    def execute(self, *_: object, on_call: Any, stop: object) -> Execution:  # noqa: ARG002
        execution = Execution()
        for answer in self._answers:
            execution.calls.append(a_call(number(answer)))
            if on_call is not None:
                on_call(execution)
            for each in self.between:
                each()
        return execution

    def executor(self, _: str) -> None:
        return None


class TestRunAndCompare:
    @pytest.fixture
    def problem(self, tmp_path: Path) -> Problem:
        cases = [case(name, x=2.0) for name in ("one", "two")]
        return package(tmp_path, IDENTITY, cases=cases, accept=["python"])

    def compare(
        self,
        problem: Problem,
        strategies: ScriptedStrategies,
        expected: "Future[Sequence[Value | None]]",
    ) -> tuple[list[int], tuple[CaseVerdict, ...]]:
        told: list[int] = []
        _, verdicts = run_and_compare(
            strategies,  # type: ignore[arg-type]
            problem,
            IDENTITY,
            draw_cases(problem.spec, 1),
            expected,
            lambda place, _: told.append(place),
            None,
        )
        return told, verdicts

    def test_each_case_is_told_once(self, problem: Problem) -> None:
        expected: Future[Sequence[Value | None]] = Future()
        expected.set_result([number(2.0), number(2.0)])
        told, verdicts = self.compare(problem, ScriptedStrategies(2.0, 3.0), expected)
        assert told == [0, 1]
        assert [each.verdict for each in verdicts] == [Outcome.ACCEPTED, Outcome.WRONG_ANSWER]

    def test_a_reference_that_is_slower_holds_nothing_up(self, problem: Problem) -> None:
        expected: Future[Sequence[Value | None]] = Future()
        strategies = ScriptedStrategies(2.0, 2.0)
        seen: list[bool] = []

        def let_it_finish() -> None:
            # After the first answer, which could be compared with nothing.
            seen.append(expected.done())
            if not expected.done():
                expected.set_result([number(2.0), number(2.0)])

        strategies.between = [let_it_finish]
        told, verdicts = self.compare(problem, strategies, expected)
        assert seen == [False, True]
        assert told == [0, 1]
        assert {each.verdict for each in verdicts} == {Outcome.ACCEPTED}

    def test_a_reference_that_fails_fails_it_after_the_run(self, problem: Problem) -> None:
        expected: Future[Sequence[Value | None]] = Future()
        expected.set_exception(ProblemCodeError("reference", "it raised"))
        strategies = ScriptedStrategies(2.0, 2.0)
        finished: list[bool] = []
        strategies.between = [lambda: finished.append(True)]
        with pytest.raises(ProblemCodeError, match="it raised"):
            self.compare(problem, strategies, expected)
        assert finished == [True, True]


OF = {"id": "i", "problem": "p", "revision": "r", "seed": 1, "total": 2}


class TestVerdictOf:
    def test_without_any_case_nothing_is_scored(self) -> None:
        ended = (Outcome.COMPILE_ERROR, NotPython(), None)
        verdict = verdict_of(OF, ENVIRONMENT, ended)
        assert (verdict.passed, verdict.score, verdict.cases) == (0, 0.0, ())

    def test_it_shows_what_was_taken_before_the_secret_cases_only(self) -> None:
        execution = Execution(
            taken=Taken(900.0, 800.0, 700.0), taken_before_secrets=Taken(1.23456, 2.0, 3.21)
        )
        ended = (Outcome.ACCEPTED, AllPassed(0), None)
        verdict = verdict_of(OF, ENVIRONMENT, ended, execution=execution)
        assert (verdict.time_ms, verdict.cpu_ms, verdict.memory_mb) == (1.235, 2.0, 3.2)
