import numpy as np
import pytest

from graders.comparison.permutation import MAX_ITEMS, why_not_permutable
from graders.core.values import Array, Constant, Node, Value, number


def zeros(*shape: int) -> Array:
    return Array(np.zeros(shape, np.float32), "jax")


def node(type_name: str, *children: Value) -> Node:
    return Node(type_name, {str(n): child for n, child in enumerate(children)})


@pytest.mark.parametrize(
    "expected",
    [
        zeros(3),
        zeros(0, 2),
        node("list"),
        node("list", number(1.0), Constant("text"), zeros(5, 5)),
        node("tuple", zeros(4), zeros(4, 4), number(2.0), Constant(None)),
        zeros(2048, 1),
        node("list", *[number(1.0)] * MAX_ITEMS),
    ],
)
def test_what_can_be_permuted(expected: Value) -> None:
    assert why_not_permutable(expected) is None


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        (number(1.0), "its arrays need a first axis of the same length, and there is none"),
        (node("tuple", zeros(2), zeros(3)), "its arrays need a first axis of the same length, and"),
        (zeros(2049, 1), "2049 parts with 2049 values in 1 leaves are too many"),
        (node("list", *[number(1.0)] * (MAX_ITEMS + 1)), "a list of 65 items, where 64 are the"),
        (zeros(2049, 0), "2049 parts with 0 values in 1 leaves are too many"),
        (node("list", *[node("tuple", *[number(1.0)] * 5)] * 64), "64 parts with 320 values in"),
        (node("list", *[zeros(1025)] * 64), "64 parts with 65600 values in 64 leaves are too many"),
    ],
)
def test_what_can_not(expected: Value, reason: str) -> None:
    assert (why_not_permutable(expected) or "").startswith(reason)
