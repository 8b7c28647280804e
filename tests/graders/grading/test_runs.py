"""Runs for no score: on the samples alone, or on inputs of the learner's own."""

from pathlib import Path
from typing import Any

import pytest

from graders.core.verdict import CaseVerdict, Outcome
from graders.grading.runs import MAX_INPUT_PARTS, InvalidInputsError, parse_inputs
from graders.judge import Judge
from graders.problem.package import Problem
from tests.graders.packages import case, package

DOUBLE = "def f(x):\n    return 2 * x\n"
WRONG_FOR_LARGE = "def f(x):\n    print('called')\n    return 2 * x + (x > 100)\n"
CASES = [case("shown", x=2.0), case("kept back", "hidden", x=4096.0)]
DRAWN = {
    "name": "drawn",
    "visibility": "sample",
    "count": 1,
    "grid": {"axes": ["n"], "shapes": [[2]]},
    "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
}


def a_problem(folder: Path, solution: str = DOUBLE, **changes: Any) -> Problem:
    settings: dict[str, Any] = {"accept": ["python"], "cases": CASES} | changes
    return package(folder, solution, **settings)


def outcomes(cases: tuple[CaseVerdict, ...]) -> list[Outcome]:
    return [one.verdict for one in cases]


class TestSamples:
    def test_only_they_are_run_and_shown_in_full(self, judge: Judge, tmp_path: Path) -> None:
        result = judge.run(a_problem(tmp_path), WRONG_FOR_LARGE)
        assert (result.verdict, result.passed, result.total, result.score) == ("accepted", 1, 1, 1)
        [shown] = result.cases
        assert (shown.name, shown.arguments, shown.stdout) == ("shown", {"x": 2.0}, "called\n")
        assert (shown.got, shown.expected) == (4.0, 4.0)

    def test_a_wrong_answer_shows_both_outputs(self, judge: Judge, tmp_path: Path) -> None:
        result = judge.run(a_problem(tmp_path), "def f(x):\n    return x\n")
        assert result.verdict is Outcome.WRONG_ANSWER
        assert result.message.startswith("shown: ")
        assert (result.cases[0].got, result.cases[0].expected) == (2.0, 4.0)

    def test_drawn_samples_are_the_same_each_time(self, judge: Judge, tmp_path: Path) -> None:
        problem = a_problem(tmp_path, cases=[], generators=[DRAWN])
        first, second = (judge.run(problem, DOUBLE) for _ in range(2))
        assert first.verdict is Outcome.ACCEPTED
        assert first.cases[0].arguments == second.cases[0].arguments

    def test_a_file_that_does_not_load(self, judge: Judge, tmp_path: Path) -> None:
        result = judge.run(a_problem(tmp_path), "def f(x) return x")
        assert result.verdict is Outcome.COMPILE_ERROR
        assert outcomes(result.cases) == [Outcome.SKIPPED]

    def test_a_reference_that_fails_is_the_problems_fault(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        result = judge.run(a_problem(tmp_path, "def f(x):\n    return x.no\n"), DOUBLE)
        assert result.verdict is Outcome.JUDGE_ERROR
        assert "own solution failed" in result.message


class TestOwnInputs:
    def test_the_output_comes_back(self, judge: Judge, tmp_path: Path) -> None:
        problem = a_problem(tmp_path)
        inputs = parse_inputs(problem.spec, [{"x": 3.0}, {"x": 200.0}])
        told: list[tuple[int, Outcome]] = []
        result = judge.run(
            problem,
            WRONG_FOR_LARGE,
            inputs,
            run_id="a",
            on_case=lambda index, one: told.append((index, one.verdict)),
        )
        assert (result.id, result.verdict, result.passed) == ("a", "completed", 0)
        assert [one.name for one in result.cases] == ["input 1", "input 2"]
        assert [one.got for one in result.cases] == [6.0, 401.0]
        assert [one.expected for one in result.cases] == [None, None]
        assert told == [(0, Outcome.COMPLETED), (1, Outcome.COMPLETED)]

    def test_the_references_output_comes_too_where_the_problem_allows(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        problem = a_problem(tmp_path, show_expected_for_own_inputs=True)
        inputs = parse_inputs(problem.spec, [{"x": 3.0}, {"x": 200.0}])
        result = judge.run(problem, WRONG_FOR_LARGE, inputs)
        assert outcomes(result.cases) == [Outcome.ACCEPTED, Outcome.WRONG_ANSWER]
        assert result.verdict is Outcome.WRONG_ANSWER
        assert [one.expected for one in result.cases] == [6.0, 400.0]
        assert result.cases[1].comparison is not None
        assert result.cases[1].comparison.max_abs_error == 1.0

    def test_where_the_reference_gives_nothing_nothing_is_compared(
        self, judge: Judge, tmp_path: Path
    ) -> None:
        reference = "def f(x):\n    if x < 0:\n        raise ValueError('secret')\n    return x\n"
        problem = a_problem(tmp_path, reference, show_expected_for_own_inputs=True)
        inputs = parse_inputs(problem.spec, [{"x": -1.0}, {"x": 1.0}])
        result = judge.run(problem, "def f(x):\n    return x\n", inputs)
        assert outcomes(result.cases) == [Outcome.COMPLETED, Outcome.ACCEPTED]
        assert result.verdict is Outcome.COMPLETED
        assert "secret" not in result.model_dump_json()

    def test_an_exception_is_told(self, judge: Judge, tmp_path: Path) -> None:
        problem = a_problem(tmp_path)
        inputs = parse_inputs(problem.spec, [{"x": 0.0}])
        result = judge.run(problem, "def f(x):\n    return 1 / x\n", inputs)
        assert result.verdict is Outcome.RUNTIME_ERROR
        assert result.cases[0].error is not None
        assert result.cases[0].got is None

    def test_a_large_output_is_described(self, judge: Judge, tmp_path: Path) -> None:
        problem = a_problem(tmp_path)
        inputs = parse_inputs(problem.spec, [{"x": 1.0}])
        source = "import jax.numpy as jnp\ndef f(x):\n    return jnp.zeros((2000, 3))\n"
        [one] = judge.run(problem, source, inputs).cases
        assert one.got == {"dtype": "float32", "shape": [2000, 3]}


def nested(depth: int) -> object:
    argument: object = 1.0
    for _ in range(depth):
        argument = {"list": [argument]}
    return argument


def test_inputs_may_be_texts_none_and_containers(judge: Judge, tmp_path: Path) -> None:
    problem = a_problem(tmp_path, "def f(x):\n    return x\n", show_expected_for_own_inputs=True)
    stated: list[object] = [
        "relu",
        None,
        {"tuple": [1, {"dict": {"a": {"none": True}}}]},
        {"list": []},
    ]
    inputs = parse_inputs(problem.spec, [{"x": each} for each in stated])
    source = "def f(x):\n    assert x in ('relu', None, (1, {'a': None}), [])\n    return x\n"
    result = judge.run(problem, source, inputs)
    assert result.verdict is Outcome.ACCEPTED
    assert [one.got for one in result.cases] == ["relu", None, {"0": 1, "1": {"a": None}}, {}]


class TestInputs:
    @pytest.fixture
    def problem(self, tmp_path: Path) -> Problem:
        return a_problem(tmp_path)

    @pytest.mark.parametrize(
        ("given", "places"),
        [
            ([{"x": [2]}], ["inputs[0].x"]),
            ([{"x": 1.0}, {"x": "a\0"}], ["inputs[1].x"]),
            ([{"x": {"list": [1.0, {"tuple": [[]]}]}}], ["inputs[0].x.list[1].tuple[0]"]),
            ([{"x": nested(33)}], ["inputs[0]"]),
            ([{"x": nested(2000)}], ["inputs"]),
            ([{"x": {"dtype": "float32", "values": [1, "two"]}}], ["inputs[0].x.values"]),
            ([{"x": {"dtype": "float31", "values": [1]}}], ["inputs[0].x.dtype"]),
            ([{"x": {"dtype": "int8", "values": [300]}}], ["inputs[0].x.values"]),
            ([{"x": 10**100_000}], ["inputs[0].x"]),
            ([{"x": {"dtype": "float32", "values": [10**100_000]}}], ["inputs[0].x.values"]),
            ([{"x": {"dtype": "float32", "values": [[1], [2, 3]]}}], ["inputs[0].x.values"]),
            ([{"x": {"values": [1]}}], ["inputs[0].x.dtype"]),
            ([{}], ["inputs[0].x"]),
            ([{"x": 1.0, "y": 1.0}], ["inputs[0].y"]),
            ([{"y": 1.0}], ["inputs[0].x", "inputs[0].y"]),
            ([[1.0]], ["inputs[0]"]),
            ([], ["inputs"]),
            ({"x": 1.0}, ["inputs"]),
            ("all", ["inputs"]),
            ([{"x": 1.0}] * 21, ["inputs"]),
            ([{"x": {"dtype": "int8", "values": [1] * MAX_INPUT_PARTS}}], ["inputs"]),
        ],
    )
    def test_what_does_not_fit_is_named(
        self, problem: Problem, given: object, places: list[str]
    ) -> None:
        with pytest.raises(InvalidInputsError) as raised:
            parse_inputs(problem.spec, given)
        assert [place for place, _ in raised.value.reasons] == places

    def test_what_is_nested_too_deeply_is_refused(self, problem: Problem) -> None:
        values: list[Any] = []
        for _ in range(500):
            values = [values]
        with pytest.raises(InvalidInputsError):
            parse_inputs(problem.spec, [{"x": {"dtype": "float32", "values": values}}])

    @pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
    def test_special_numbers_are_written_as_texts(self, problem: Problem, text: str) -> None:
        given = [{"x": text}, {"x": {"dtype": "float32", "values": [text]}}]
        number, array = parse_inputs(problem.spec, given)
        assert str(number["x"]) == str(float(text))
        assert str(array["x"].values[0]) == str(float(text))  # type: ignore[union-attr, index]
