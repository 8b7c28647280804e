import json
from typing import Any

import numpy as np
import pytest

from graders.showing import shown
from graders.values import DTYPES, Array, Constant, Node, Value, number


def array(numbers: Any, dtype: str = "float32") -> Array:
    return Array(np.array(numbers, DTYPES[dtype]), "jax")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (number(2), 2),
        (number(True), True),
        (number(float("inf")), "Infinity"),
        (Constant(None), None),
        (Constant("text\x1b"), "text\\x1b"),
        (array([[1, 2]], "int8"), {"dtype": "int8", "shape": [1, 2], "values": [[1, 2]]}),
        (array(0.5, "bfloat16"), {"dtype": "bfloat16", "shape": [], "values": 0.5}),
        (
            array([np.nan, -np.inf]),
            {"dtype": "float32", "shape": [2], "values": ["NaN", "-Infinity"]},
        ),
        (
            array([1 + 2j], "complex64"),
            {"dtype": "complex64", "shape": [1], "values": ["1+2j"]},
        ),
        (Node("Param", {"": number(1.5)}), {"": 1.5}),
        (Node("tuple", {"0": number(1), "1": Constant(None)}), {"0": 1, "1": None}),
        (Node("dict", {"\ud800": number(1)}), {"\\ud800": 1}),
    ],
)
def test_is_valid_json(value: Value, expected: object) -> None:
    assert shown(value) == expected
    assert json.loads(json.dumps(shown(value), allow_nan=False)) == expected


def test_many_elements_are_not_listed() -> None:
    half = array(np.zeros(501))
    pair = Node("list", {"0": half, "1": half})
    assert shown(pair) == {name: {"dtype": "float32", "shape": [501]} for name in "01"}


def test_many_parts_are_only_counted() -> None:
    assert shown(Node("list", {str(n): number(n) for n in range(201)})) == "(201 parts)"
