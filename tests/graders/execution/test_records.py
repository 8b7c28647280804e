import numpy as np
import pytest

from graders.core.values import Array, Constant, Node, Value, encode, number
from graders.execution.problem_code import Answer
from graders.execution.records import DamagedRecordError, pack, size, unpack
from graders.sandbox.outcomes import Raised, Unreadable

LARGE = Array(np.arange(1000, dtype=np.float32), "jax")
VALUES: list[Value] = [
    LARGE,
    Array(np.asarray([np.nan, -0.0, np.inf]), "numpy"),
    Array(np.zeros((0, 3), np.int8), "jax"),
    number(1.5),
    Constant(None),
    Constant("text"),
    Node("State", {"kernel": LARGE, "none": Node("dict", {})}),
]


def test_values_come_back_bit_for_bit() -> None:
    again = unpack(pack({"outputs": VALUES}))["outputs"]
    assert [encode(value) for value in again] == [encode(value) for value in VALUES]  # type: ignore[arg-type]


def test_what_is_no_value_comes_back_too() -> None:
    raised = Raised("run", "ValueError", "no", 3)
    without_line = Raised("parse", "SyntaxError", "no", None)
    answers: list[Answer] = [raised, without_line, Unreadable("a function")]
    assert unpack(pack({"first": answers, "second": []})) == {"first": (*answers,), "second": ()}


def test_arrays_that_answers_share_are_kept_once() -> None:
    once = len(pack({"one": [LARGE]}))
    many = pack({name: [LARGE, LARGE] for name in "abcdefgh"})
    assert len(many) < 2 * once
    assert LARGE.data.nbytes < size(LARGE) < once


@pytest.mark.parametrize("at", [0, 40, -1])
def test_one_changed_bit_is_found(at: int) -> None:
    data = bytearray(pack({"outputs": VALUES}))
    data[at] ^= 1
    with pytest.raises(DamagedRecordError):
        unpack(bytes(data))


@pytest.mark.parametrize("length", [0, 10, 32, 100])
def test_a_part_of_one_is_found(length: int) -> None:
    with pytest.raises(DamagedRecordError):
        unpack(pack({"outputs": VALUES})[:length])
