from collections.abc import Sequence

import ml_dtypes
import numpy as np
import pytest

from graders.core.values import Array, Constant, Node, Value
from graders.execution.problem_code import Answer, ProblemCodeError
from graders.problem.cases import Case
from graders.problem.comparators import Custom, Tolerance, UpToPermutation
from graders.verification.degenerate_answers import (
    degenerate_answers,
    round_to_bfloat16,
    try_answer,
)
from graders.verification.report import DegenerateAnswerReport
from graders.verification.subject import Trial
from tests.graders.verification.made import PROBLEM, ScriptedJudge, a_case, an_array


def _tried(
    cases: Sequence[Case], expected: Sequence[Value], judge: ScriptedJudge | None = None
) -> dict[str, DegenerateAnswerReport]:
    trial = Trial(
        judge or ScriptedJudge(), PROBLEM, 5, tuple(cases), tuple(expected), lambda _: None
    )
    return {
        answer.name: try_answer(trial, answer) for answer in degenerate_answers(cases, expected)
    }


def _statuses(*expected: Value) -> dict[str, str]:
    cases = [a_case(f"case {n}") for n in range(len(expected))]
    return {name: report.status for name, report in _tried(cases, expected).items()}


def test_a_sound_case_set_rejects_all_of_them() -> None:
    cases = [
        a_case("one", x=an_array([[1.0, 2.0], [3.0, 4.0]])),
        a_case("two", x=an_array([[5.0, 6.0], [7.0, 8.0]])),
    ]
    expected = [an_array([[0.1, 0.7], [1.3, -2.9]]), an_array([[0.3, 0.2], [0.9, 0.6]])]
    tried = _tried(cases, expected)
    assert {name: report.status for name, report in tried.items()} == dict.fromkeys(
        [
            *("zeros", "ones", "nan", "echo_x", "first_answer"),
            *("bfloat16", "transposed", "reversed"),
        ],
        "rejected",
    )
    assert tried["zeros"].rejected_by == ("one", "two")
    assert tried["first_answer"].rejected_by == ("two",)


@pytest.mark.parametrize("value", [0, 1])
def test_constant_outputs_accept_constants(value: int) -> None:
    statuses = _statuses(an_array([value] * 3), an_array([value] * 3))
    assert statuses["zeros" if value == 0 else "ones"] == "accepted"
    assert statuses["first_answer"] == "accepted"


def test_a_no_op_is_accepted_where_the_input_is_the_answer() -> None:
    value = an_array([0.5, 0.25])
    tried = _tried([a_case(x=value, y=an_array([1.0, 2.0]))], [value])
    assert tried["echo_x"].status == "accepted"
    assert tried["echo_y"].status == "rejected"


def test_one_case_that_rejects_is_enough() -> None:
    tried = _tried([a_case("weak"), a_case("strong")], [an_array([0.0]), an_array([0.5])])
    assert tried["zeros"].status == "rejected"
    assert tried["zeros"].rejected_by == ("strong",)


def test_nan_is_accepted_only_where_nan_is_expected_and_equal() -> None:
    nan = an_array([np.nan])
    equal = a_case(tolerance=Tolerance(equal_nan=True))
    assert _tried([equal], [nan])["nan"].status == "accepted"
    assert _tried([a_case()], [nan])["nan"].status == "rejected"


def test_where_any_order_is_right_backwards_is_no_mistake() -> None:
    unordered = a_case(tolerance=UpToPermutation(comparator="up_to_permutation"))
    expected = an_array([0.25, 0.75])
    assert _tried([unordered], [expected])["reversed"].status == "not_applicable"
    assert _tried([unordered, a_case("b")], [expected] * 2)["reversed"].rejected_by == ("b",)


def test_a_checker_judges_what_its_cases_are_answered() -> None:
    custom = a_case(tolerance=Custom(comparator="custom"))

    def is_positive(answer: Answer) -> bool:
        assert isinstance(answer, Array)
        return bool((answer.data > 0).all())

    tried = _tried([custom], [an_array([0.25, 0.75])], ScriptedJudge(check=is_positive))
    assert tried["zeros"].status == "rejected"
    assert tried["ones"].status == "accepted"
    assert tried["reversed"].status == "accepted"


def test_a_checker_that_fails_judges_nothing() -> None:
    def failing(answer: Answer) -> bool:
        raise ProblemCodeError("checker", f"it raised for {type(answer).__name__}")

    custom = a_case(tolerance=Custom(comparator="custom"))
    zeros = _tried([custom], [an_array([0.25])], ScriptedJudge(check=failing))["zeros"]
    assert (zeros.status, zeros.not_judged) == ("not_judged", "it raised for Array")


def test_a_loose_tolerance_accepts_bfloat16() -> None:
    loose = a_case(tolerance=Tolerance(rtol=0.01))
    assert _tried([loose], [an_array([1.001])])["bfloat16"].status == "accepted"


@pytest.mark.parametrize(
    ("expected", "not_applicable"),
    [
        # One case only, one dimension, exact in bfloat16.
        ([an_array([1.0, 2.0])], {"first_answer", "bfloat16", "transposed"}),
        # Nothing to reverse, in any case.
        ([an_array([0.1]), an_array([0.2])], {"transposed", "reversed"}),
        ([an_array(0.1), an_array(0.2)], {"transposed", "reversed"}),
        # Symmetric, though large enough to be transposed.
        ([an_array([[0.1, 0.3], [0.3, 0.2]])], {"first_answer", "transposed"}),
        # No floats.
        ([an_array([1, 2], "int32")], {"nan", "first_answer", "bfloat16", "transposed"}),
        # As exact as the output's own dtype.
        ([an_array([0.1, 0.2], "float16")], {"first_answer", "bfloat16", "transposed"}),
        # No arrays at all.
        (
            [Constant("a"), Constant("b")],
            {"zeros", "ones", "nan", "bfloat16", "transposed", "reversed"},
        ),
    ],
)
def test_what_can_not_be_wrong_is_no_answer(
    expected: Sequence[Value], not_applicable: set[str]
) -> None:
    statuses = _statuses(*expected)
    assert {name for name, status in statuses.items() if status == "not_applicable"} == (
        not_applicable
    )


def test_one_case_in_which_it_differs_makes_an_answer_applicable() -> None:
    assert _statuses(an_array([0.1]), an_array([0.1, 0.2]))["reversed"] == "rejected"


def test_every_array_of_a_container_is_changed() -> None:
    output = Node("dict", {"a": an_array([0.1]), "b": Node("list", {"0": an_array([[1.7]])})})
    tried = _tried([a_case(), a_case("b")], [output, output])
    assert tried["zeros"].status == "rejected"
    assert tried["first_answer"].status == "accepted"


@pytest.mark.parametrize("numbers", [[[0.1 + 0.2j, 3.14159]], 0.1 + 0.2j])
def test_rounding_keeps_dtype_and_shape(numbers: object) -> None:
    values = np.array(numbers, np.complex64)
    [rounded] = round_to_bfloat16([Array(values, "jax")]) or ()
    assert isinstance(rounded, Array)
    assert (rounded.data.dtype, rounded.data.shape) == (values.dtype, values.shape)
    assert rounded.data.real.tolist() == values.real.astype(ml_dtypes.bfloat16).tolist()
    assert rounded.data.imag.tolist() == values.imag.astype(ml_dtypes.bfloat16).tolist()
