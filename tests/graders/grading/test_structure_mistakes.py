"""What is wrong with the form of a value, by the name that a hint gives it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.comparison.compare import compare
from graders.core.values import Array, Constant, Kind, Node, Value, number
from graders.grading.structure_mistakes import misfit
from graders.problem.comparators import Tolerance

A = Array(np.arange(6, dtype=np.float32).reshape(2, 3), "jax")
SQUARE = Array(np.arange(4, dtype=np.float32).reshape(2, 2), "jax")
B = Array(np.ones(3, np.float32), "jax")
C = Array(np.full(3, 2.0, np.float32), "jax")


def array(shape: tuple[int, ...], dtype: str = "float32", kind: Kind = "jax") -> Array:
    return Array(np.ones(shape, dtype), kind)


def sequence(*parts: Value, kind: str = "tuple") -> Node:
    return Node(kind, {str(place): part for place, part in enumerate(parts)})


def mapping(parts: Mapping[str, Value], kind: str = "dict") -> Node:
    return Node(kind, dict(parts))


def param(value: Value) -> Node:
    return Node("Param", {"": value})


LAYER = mapping({"kernel": param(A), "bias": param(B)}, "State")


def name_of(expected: Value, got: Value) -> str | None:
    def fits(one: Value, other: Value) -> bool:
        return compare(one, other, Tolerance(), ["jax"])[0].kind == "equal"

    found = misfit((), expected, got, fits, ["jax"])
    return None if found is None else found.name


@pytest.mark.parametrize(
    ("expected", "got", "name"),
    [
        (A, sequence(B, B, kind="list"), "list_for_an_array"),
        (A, sequence(sequence(number(0.0)), kind="list"), "list_for_an_array"),
        (A, mapping({"y": B}), "container_for_an_array"),
        (A, mapping({"y": A}), "wrapped"),
        (A, sequence(number(0.5), A), "wrapped"),
        (A, param(A), "variable_for_an_array"),
        (A, Constant("1.0"), "text_for_a_number"),
        (A, Array(A.data, "numpy"), "numpy_for_jax"),
        (A, number(1.0), "number_for_an_array"),
        (number(1), number(1.0), "float_for_int"),
        (number(1.0), number(1), "int_for_float"),
        (array((2,)), array((2,), "int32"), "int_for_float"),
        (array((2,)), array((2,), "float64"), "other_dtype"),
        (array((2, 3)), array((3, 2)), "transposed"),
        (array((1, 3)), array((3, 1)), "transposed"),
        (SQUARE, Array(SQUARE.data.T, "jax"), "transposed"),
        (array((2, 3)), array((1, 2, 3)), "batch_axis_added"),
        (array((1, 3)), array((3,)), "batch_axis_dropped"),
        (array((2, 3)), array((2, 1, 3)), "axis_of_size_one"),
        (array((2, 3, 4)), array((3, 2, 4)), "axes_in_another_order"),
        (array((2, 6)), array((3, 4)), "reshaped"),
        (array((2, 3)), array((3,)), "axis_missing"),
        (array((2, 3)), array(()), "axis_missing"),
        (array((2, 3)), array((5, 2, 3)), "axis_added"),
        (sequence(B, C), array((2, 3)), "array_for_parts"),
        (sequence(B, C), C, "one_part_only"),
        (sequence(B, C), sequence(B, C, kind="list"), "list_for_tuple"),
        (sequence(B, C, kind="list"), sequence(B, C), "tuple_for_list"),
        (sequence(B, C), mapping({"b": B, "c": C}), "dict_for_tuple"),
        (sequence(B, C), sequence(C, B), "parts_swapped"),
        (sequence(A, B), sequence(B, A), "parts_swapped"),
        (sequence(A, B, C), sequence(A, B), "parts_missing"),
        (sequence(A, B), sequence(A, B, C), "parts_added"),
        (sequence(A, B, C), sequence(sequence(A, B), C), "parts_nested"),
        (sequence(A, LAYER), sequence(A, mapping({"kernel": A, "bias": B})), "dict_for_state"),
        (mapping({"layers": LAYER}, "State"), LAYER, "level_missing"),
        (LAYER, mapping({"kernel": param(A)}, "State"), "entries_missing"),
        (LAYER, mapping({**LAYER.children, "scale": param(B)}, "State"), "entries_added"),
        (LAYER, mapping({"kernel": param(A), "b": param(B)}, "State"), "other_names"),
        (LAYER, mapping({"kernel": A, "bias": param(B)}, "State"), "param_replaced"),
        (LAYER, Node("nasty\n\u202etype", {"kernel": A}), "object_for_state"),
    ],
)
def test_name(expected: Value, got: Value, name: str) -> None:
    assert name_of(expected, got) == name


@pytest.mark.parametrize(
    ("expected", "got"),
    [
        (B, C),
        (array((2, 3)), array((4, 5))),
        (sequence(B, C), sequence(B, array((3,), "float32"))),
        (sequence(B, B), sequence(B, C)),
        (Constant("yes"), Constant("no")),
    ],
    ids=["values", "unlike shape", "values of a part", "a part twice", "text"],
)
def test_no_name_where_nothing_is_wrong_with_the_form(expected: Value, got: Value) -> None:
    assert name_of(expected, got) is None


LEAVES: st.SearchStrategy[Value] = st.sampled_from(
    [A, B, number(1), number(0.5), Constant(None), Constant("\u202e")]
)
NAMES = st.sampled_from(["", "0", "1", "kernel", "\ud800", "a" * 500])
TYPES = st.sampled_from(["tuple", "list", "dict", "State", "Param", "key<fry>", "\n\ud800" * 300])
HOSTILE: st.SearchStrategy[Value] = st.recursive(
    LEAVES,
    lambda parts: st.builds(Node, TYPES, st.dictionaries(NAMES, parts, max_size=4)),
    max_leaves=8,
)


@given(HOSTILE, HOSTILE)
def test_whatever_came_is_named_in_a_short_printable_text(expected: Value, got: Value) -> None:
    def fits(one: Value, other: Value) -> bool:
        return compare(one, other, Tolerance(), ["jax"])[0].kind == "equal"

    found = misfit((), expected, got, fits, ["jax"])
    if found is not None:
        assert found.name.replace("_", "").isalpha()
        assert found.text.isprintable()
        assert len(found.text) < 2000


def test_parts_that_look_alike_stay_where_they_are() -> None:
    same: Any = sequence(B, Array(B.data.copy(), "jax"), C)
    assert name_of(same, sequence(B, B, B)) is None


def test_what_is_told_names_the_place_and_is_printable() -> None:
    hostile = Node("nasty\n\u202etype", {"kernel": A})
    found = misfit(("layers", "0"), LAYER, hostile, lambda *_: False, [])
    assert found is not None
    assert found.text.startswith("`layers.0` is a nasty")
    assert found.text.isprintable()
