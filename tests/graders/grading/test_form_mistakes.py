"""The mistake of form that cases have in common."""

from collections.abc import Sequence

import numpy as np
import pytest

from graders.core.values import Array, Constant, Value
from graders.grading.form_mistakes import common_misfit
from graders.sandbox.outcomes import Raised, Unreadable
from tests.graders.scripted import a_case


def array(*shape: int) -> Array:
    return Array(np.arange(np.prod(shape, dtype=int), dtype=np.float32).reshape(shape), "jax")


def common(
    answers: Sequence[Value | Unreadable | Raised], expected: Sequence[Value] | None = None
) -> str | None:
    wanted = expected or [array(3)] * len(answers)
    found = common_misfit([a_case() for _ in answers], answers, wanted, ["jax"])
    return None if found is None else found.name


@pytest.mark.parametrize(
    ("expected", "got", "name"),
    [
        ([(2, 3), (1, 3), (2, 2)], [(3, 2), (3, 1), None], "transposed"),
        ([(4,), (1,)], [(), ()], "axis_missing"),
        ([(4,), (1, 4)], [(1, 4), (4,)], "axis_of_size_one"),
        ([(4,), (4,)], [(1, 4), (3, 4)], "axis_added"),
        ([(4,), (4,)], [(1, 4), (5,)], None),
    ],
)
def test_small_shapes_look_like_several_mistakes(
    expected: list[tuple[int, ...]], got: list[tuple[int, ...] | None], name: str | None
) -> None:
    wanted = [array(*shape) for shape in expected]
    # None stands for what is transposed without changing its shape.
    answers = [
        Array(one.data.T, "jax") if shape is None else array(*shape)
        for one, shape in zip(wanted, got, strict=True)
    ]
    assert common(answers, wanted) == name


def test_one_case_that_shows_none_is_enough_for_none() -> None:
    wrong = Array(np.full(3, 7.0, np.float32), "jax")
    assert common([Constant(None), Constant(None)]) == "nothing_returned"
    assert common([Constant(None), wrong]) is None


def test_cases_that_show_different_ones() -> None:
    assert common([Constant(None), Unreadable("an object of type function")]) is None


def test_no_case() -> None:
    assert common([]) is None


@pytest.mark.parametrize(
    ("message", "line", "name"),
    [
        ("'float' object cannot be interpreted as an integer", 3, "float_for_an_integer"),
        ("can't multiply sequence by non-int of type 'float'", 3, "float_for_an_integer"),
        ("f() takes 1 positional argument but 2 were given", None, "wrong_parameters"),
        ("A.__init__() got an unexpected keyword argument 'size'", None, "wrong_parameters"),
        ("A.__init__() missing 1 required positional argument: 'n'", None, "wrong_parameters"),
        ("f() takes 1 positional argument but 2 were given", 3, None),
        ("unsupported operand type(s) for +", 3, None),
    ],
)
def test_exceptions(message: str, line: int | None, name: str | None) -> None:
    assert common([Raised("run", "TypeError", message, line)]) == name
