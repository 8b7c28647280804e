import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from graders.comparison.display import shown, shown_arguments
from graders.core import values
from graders.core.values import DTYPES, Array, Constant, Node, Value, number
from graders.core.verdict_bounds import ARGUMENTS_BYTES, VALUE_BYTES, json_bytes


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
            array([0.1, 1 / 3, 1e-20, 0.2 + 0.1]),
            {"dtype": "float32", "shape": [4], "values": [0.1, 0.33333334, 1e-20, 0.3]},
        ),
        (array(1 / 3, "float16"), {"dtype": "float16", "shape": [], "values": 0.3333}),
        (
            array(0.1 + 0.2, "float64"),
            {"dtype": "float64", "shape": [], "values": 0.30000000000000004},
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


@pytest.mark.parametrize("dtype", ["float16", "float32"])
def test_what_is_shown_of_a_number_names_no_other(dtype: str) -> None:
    chance = np.random.default_rng(0)
    width = np.dtype(dtype).itemsize
    drawn = np.frombuffer(chance.bytes(600 * width), dtype)
    finite = drawn[np.isfinite(drawn)]
    described = shown(array(finite, dtype))
    assert isinstance(described, dict)
    again = np.array(described["values"], dtype)
    assert again.tobytes() == finite.tobytes()


def test_many_elements_are_not_listed() -> None:
    half = array(np.zeros(501))
    pair = Node("list", {"0": half, "1": half})
    assert shown(pair) == {name: {"dtype": "float32", "shape": [501]} for name in "01"}


def many(part: Value, count: int) -> Node:
    return Node("list", {str(n): part for n in range(count)})


@pytest.mark.parametrize(
    "data",
    [
        np.zeros((1001, 0)),
        np.zeros((3_000_000, 0)),
        np.zeros((501, 1)),
        np.zeros((1,) * 30 + (972,)),
    ],
    ids=["empty rows", "millions of them", "rows of one", "many axes"],
)
def test_lists_count_as_elements_do(data: npt.NDArray[Any]) -> None:
    assert shown(Array(data, "jax")) == {"dtype": "float64", "shape": list(data.shape)}


def test_many_keys_are_not_listed() -> None:
    keys = values.key(np.zeros((1001,), np.uint32))
    assert shown(keys) == {"dtype": "key<fry>", "shape": [1001]}


@pytest.mark.parametrize("part", [number(1), Constant(None), Node("dict", {})])
def test_many_parts_are_only_counted(part: Value) -> None:
    assert shown(many(part, 500)) == "(501 parts)"


def test_what_only_calls_itself_a_key_is_shown_as_it_is() -> None:
    fake = Node(values.KEY_TYPE, {"": Array(np.zeros((3, 1), np.uint32), "numpy")})
    assert shown(fake) == {"": {"dtype": "uint32", "shape": [3, 1], "values": [[0], [0], [0]]}}


def test_rngs_are_shown_as_their_seeds() -> None:
    assert shown(values.rngs({"default": 7})) == {"rngs": 7}
    assert shown(values.rngs({"params": 7, "dropout": 8})) == {"rngs": {"params": 7, "dropout": 8}}


LONG = '\U0010ffff\x00"\\' * 60


@pytest.mark.parametrize(
    "value",
    [
        many(Constant(LONG), 499),
        Node("dict", {f"{n}{LONG}": Constant(LONG) for n in range(499)}),
        Array(np.full(999, -1.7976931348623157e308 * (1 + 1j)), "jax"),
        many(Array(np.zeros((1,) * 32), "jax"), 30),
        Node("dict", {LONG: Array(np.full(999, 5e-324), "jax")}),
        values.key(np.full((999,), 2**32 - 1, np.uint32)),
        values.rngs({f"{n}{LONG}": 2**31 - 1 for n in range(499)}),
    ],
    ids=["texts", "names", "wide numbers", "axes", "name", "keys", "streams"],
)
def test_nothing_takes_more_than_its_bound(value: Value) -> None:
    assert json_bytes(shown(value)) <= VALUE_BYTES


def test_arguments_share_their_bound() -> None:
    numbers = Array(np.full(999, -1.7976931348623157e308), "jax")
    given: dict[str, Value] = {LONG[:70] + str(n): numbers for n in range(30)}

    described = shown_arguments({**given, "small": number(3)})

    assert json_bytes(described) <= ARGUMENTS_BYTES
    assert described["small"] == 3


def test_an_argument_that_alone_is_large_is_shown() -> None:
    numbers = Array(np.full(999, 1 / 3), "jax")
    described = shown_arguments({"x": numbers, "y": numbers})
    assert described == {"x": shown(numbers), "y": shown(numbers)}
