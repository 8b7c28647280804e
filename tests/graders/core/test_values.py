import json
import math
import tracemalloc
from typing import Any

import ml_dtypes
import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graders.core import values
from graders.core.size import Caps, OversizedValueError
from graders.core.values import (
    Array,
    Constant,
    MalformedValueError,
    Node,
    Value,
    decode,
    encode,
    size_of,
)

KINDS = st.sampled_from(["jax", "numpy", "python"])
# Surrogates included: a name comes from hostile code, and JSON can carry them escaped.
TEXTS = st.text(st.characters(), max_size=8)


@st.composite
def arrays(draw: st.DrawFn) -> npt.NDArray[Any]:
    """Any bits in any dtype, of 0 to 4 dimensions, in any memory layout."""
    dtype = values.DTYPES[draw(st.sampled_from(sorted(values.DTYPES)))]
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=4)))
    size = math.prod(shape) * dtype.itemsize
    bits = draw(st.binary(min_size=size, max_size=size))
    if dtype == np.bool_:
        bits = bytes(bit % 2 for bit in bits)
    data = np.frombuffer(bits, dtype).reshape(shape)
    layout = draw(st.sampled_from(["C", "F", "transposed", "reversed"]))
    if layout == "transposed":
        return data.T
    if layout == "reversed":
        return data[::-1] if shape else data
    return np.array(data, order="F" if layout == "F" else "C")


leaves: st.SearchStrategy[Value] = st.one_of(
    st.builds(Array, arrays(), KINDS), st.builds(Constant, st.none() | TEXTS)
)
trees: st.SearchStrategy[Value] = st.recursive(
    leaves,
    lambda children: st.builds(Node, TEXTS, st.dictionaries(TEXTS, children, max_size=4)),
    max_leaves=12,
)


def content(value: Value) -> Any:
    """Everything that a value says, bit for bit, so that two can be compared."""
    match value:
        case Array(data, kind):
            bits = np.ascontiguousarray(data).tobytes()
            return ("array", kind, data.dtype, data.shape, bits)
        case Constant(text):
            return ("constant", text)
        case Node(type_name, children):
            return ("node", type_name, [(name, content(child)) for name, child in children.items()])


def through_a_frame(value: Value) -> Value:
    description, body = encode(value)
    return decode(json.loads(json.dumps(description)), body)


@given(trees)
@example(Array(np.array(1.5, np.float32), "jax"))
@example(Array(np.zeros((3, 0, 2), np.int8), "numpy"))
@example(Array(np.asfortranarray(np.arange(6.0).reshape(2, 3)), "numpy"))
@example(Array(np.array([1.5, math.nan, -math.inf], ml_dtypes.bfloat16), "jax"))
@example(Node("dict", {}))
def test_value_comes_back_bit_for_bit(value: Value) -> None:
    assert content(through_a_frame(value)) == content(value)


@pytest.mark.parametrize("name", sorted(values.DTYPES))
def test_each_dtype_comes_back(name: str) -> None:
    data = np.array([[0, 1, 1], [1, 0, 1]]).astype(values.DTYPES[name])
    assert content(through_a_frame(Array(data, "jax"))) == content(Array(data, "jax"))


@pytest.mark.parametrize("dtype", [">i2", ">i8", ">f4", ">c16"])
def test_big_endian_array_keeps_its_numbers(dtype: str) -> None:
    data = np.array([1, 258, 3]).astype(dtype)
    back = through_a_frame(Array(data, "numpy"))
    assert isinstance(back, Array)
    assert back.data.dtype == data.dtype.newbyteorder("<")
    assert back.data.tolist() == data.tolist()


def test_order_of_children_is_kept() -> None:
    value = Node("dict", {name: Constant(name) for name in ["b", "a", "c"]})
    back = through_a_frame(value)
    assert isinstance(back, Node)
    assert list(back.children) == ["b", "a", "c"]


def test_decoded_array_uses_the_memory_of_its_frame() -> None:
    description, body = encode(Array(np.zeros(2**20, np.uint8), "numpy"))
    tracemalloc.start()
    try:
        decode(description, body)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 2**18


@pytest.mark.parametrize("dtype", ["datetime64[s]", "O", "U3", "V4", "longdouble"])
def test_dtype_that_cannot_be_judged_is_not_encoded(dtype: str) -> None:
    with pytest.raises(TypeError, match="can't be judged"):
        encode(Array(np.zeros(2, dtype), "numpy"))


JSON_LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["array", "constant", "node", "jax", "python", "float32", "bfloat16", "bool"])
    | st.sampled_from([0, 1, 4, 2**31, 2**31 + 1, 2**63, 2**64, -1])
)
ANY_JSON = st.recursive(
    JSON_LEAVES,
    lambda children: (
        st.lists(children, max_size=5) | st.dictionaries(st.text(max_size=3), children, max_size=3)
    ),
    max_leaves=20,
)
# Right in its outline and wrong within: it gets past the first checks.
NEARLY_DESCRIPTIONS = st.recursive(
    st.one_of(
        st.tuples(
            st.just("array"),
            KINDS | JSON_LEAVES,
            st.sampled_from(sorted(values.DTYPES)) | JSON_LEAVES,
            st.lists(st.sampled_from([0, 1, 2, 2**31, 2**40]) | JSON_LEAVES, max_size=34),
        ),
        st.tuples(st.just("constant"), JSON_LEAVES),
        ANY_JSON,
    ).map(lambda item: list(item) if isinstance(item, tuple) else item),
    lambda children: st.tuples(
        st.just("node"),
        JSON_LEAVES,
        st.lists(st.tuples(JSON_LEAVES, children).map(list) | ANY_JSON, max_size=3),
    ).map(list),
    max_leaves=6,
)


@given(ANY_JSON | NEARLY_DESCRIPTIONS, st.binary(max_size=64))
@example([[], [], []], b"")
@example(["array", [], {}, 1], b"")
@example(["array", "jax", "float32", [0, *[2**31] * 31]], b"")
@example(["node", "dict", [[[], ["constant", None]]]], b"")
@example(["node", {}, []], b"")
def test_arbitrary_description_is_a_value_or_malformed(description: Any, body: bytes) -> None:
    try:
        value = decode(description, body)
    except (MalformedValueError, OversizedValueError):
        return
    assert isinstance(value, Array | Constant | Node)


@given(trees, st.data())
def test_damaged_body_is_a_value_or_malformed(value: Value, data: st.DataObject) -> None:
    description, body = encode(value)
    damaged = data.draw(st.binary(max_size=len(body) + 4))
    try:
        back = decode(description, damaged)
    except MalformedValueError:
        assert len(damaged) != len(body)
    else:
        assert encode(back) == (description, damaged)


@pytest.mark.parametrize(
    "shape",
    [[2**31], [2**31] * 32, [2**20, 2**10], [1] * 31 + [2**31], [2**31, 0], [0, 2**62]],
    ids=["one axis", "32 axes", "1 GiB", "last axis", "empty rows", "no rows"],
)
def test_huge_shape_with_a_small_body_takes_no_memory(shape: list[int]) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(OversizedValueError, match="more than 256 MiB"):
            decode(["array", "jax", "uint8", shape], b"\1" * 16)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 2**16


def array(shape: object, dtype: object = "uint8", kind: object = "jax") -> list[object]:
    return ["array", kind, dtype, shape]


def nested(depth: int) -> Any:
    description: Any = ["constant", None]
    for _ in range(depth):
        description = ["node", "list", [["0", description]]]
    return description


def wide(children: int) -> Any:
    return ["node", "list", [[str(n), ["constant", None]] for n in range(children)]]


SMALL = Caps(array_bytes=64, parts=5, depth=3, axes=2, characters=24)


@pytest.mark.parametrize(
    ("description", "body"),
    [
        pytest.param(nested(3), b"", id="depth"),
        pytest.param(wide(4), b"", id="parts"),
        pytest.param(["constant", "x" * 24], b"", id="text"),
        pytest.param(["node", "x" * 12, [["y" * 12, ["constant", None]]]], b"", id="names"),
        pytest.param(array([8, 8]), b"\0" * 64, id="elements"),
        pytest.param(array([0, 64]), b"", id="no row"),
        pytest.param(array([64, 0]), b"", id="empty rows"),
        pytest.param(array([8, 0], "float64"), b"", id="empty rows of wide numbers"),
    ],
)
def test_at_a_cap_is_taken(description: Any, body: bytes) -> None:
    value = decode(description, body, SMALL)
    assert encode(value) == (description, body)
    size_of(value, SMALL)


@pytest.mark.parametrize(
    ("description", "body", "what"),
    [
        pytest.param(nested(4), b"", "containers nested more than 3 deep", id="depth"),
        pytest.param(nested(5000), b"", "containers nested more than 3 deep", id="far too deep"),
        pytest.param(wide(5), b"", "a value of more than 5 parts", id="parts"),
        pytest.param(
            ["node", "", [["a", wide(4)]]], b"", "of more than 5 parts", id="nested parts"
        ),
        pytest.param(["constant", "x" * 25], b"", "names and texts of more than 24", id="text"),
        pytest.param(["node", "x" * 25, []], b"", "names and texts of more than 24", id="type"),
        pytest.param(
            ["node", "x" * 12, [["y" * 13, ["constant", None]]]], b"", "of more than 24", id="names"
        ),
        pytest.param(array([1] * 3), b"\0", "an array of more than 2 axes", id="axes"),
        pytest.param(array([65]), b"\0" * 65, "arrays of more than 0 MiB", id="elements"),
        pytest.param(array([0, 65]), b"", "arrays of more than 0 MiB", id="no row"),
        pytest.param(array([65, 0]), b"", "arrays of more than 0 MiB", id="empty rows"),
        pytest.param(
            ["node", "", [["a", array([40, 0])], ["b", array([40, 0])]]],
            b"",
            "arrays of more than 0 MiB",
            id="arrays together",
        ),
    ],
)
def test_beyond_a_cap_is_refused(description: Any, body: bytes, what: str) -> None:
    with pytest.raises(OversizedValueError, match=what):
        decode(description, body, SMALL)


@given(trees)
def test_what_was_decoded_has_the_size_that_was_counted(value: Value) -> None:
    caps = Caps(parts=size_of(value).parts)
    decode(*encode(value), caps)
    with pytest.raises(OversizedValueError):
        decode(*encode(value), Caps(parts=caps.parts - 1))


@pytest.mark.parametrize(
    "value",
    [
        Node("dict", {}),
        Constant(None),
        Constant(""),
        Array(np.zeros((0,), np.int8), "jax"),
        values.key(np.zeros((0,), np.uint32)),
    ],
    ids=["container", "None", "text", "array", "keys"],
)
def test_what_is_empty_has_a_size_too(value: Value) -> None:
    assert size_of(value).bytes > 0


@pytest.mark.parametrize(
    ("description", "body"),
    [
        pytest.param(array([4]), b"", id="no body"),
        pytest.param(array([-1]), b"", id="negative axis"),
        pytest.param(array([-1, -4]), b"\0" * 4, id="negative axes"),
        pytest.param(array([True]), b"\0", id="bool as an axis"),
        pytest.param(array([1.0]), b"\0", id="float as an axis"),
        pytest.param(array("1"), b"\0", id="text as a shape"),
        pytest.param(array([4]), b"\0" * 3, id="body too short"),
        pytest.param(array([4]), b"\0" * 5, id="bytes left over"),
        pytest.param(["constant", None], b"\0", id="bytes that nothing names"),
        pytest.param(array([1], "object"), b"\0" * 8, id="object dtype"),
        pytest.param(array([1], "void"), b"\0", id="void dtype"),
        pytest.param(array([1], "uint8", "cupy"), b"\0", id="unknown kind"),
        pytest.param(
            ["node", "dict", [["a", ["constant", None]], ["a", ["constant", None]]]],
            b"",
            id="repeated name",
        ),
        pytest.param(["node", "dict", [["a"]]], b"", id="name without a value"),
        pytest.param(["constant", 1], b"", id="number as a constant"),
        pytest.param(["pickle", "gASVAAAA"], b"", id="unknown form"),
        pytest.param({"array": []}, b"", id="no list"),
        pytest.param(None, b"", id="nothing"),
    ],
)
def test_malformed(description: Any, body: bytes) -> None:
    with pytest.raises(MalformedValueError):
        decode(description, body)


@pytest.mark.parametrize(
    "value",
    [
        Node(values.KEY_TYPE, {}),
        Node(values.KEY_TYPE, {"0": Array(np.zeros(2, np.uint32), "jax")}),
        Node(values.KEY_TYPE, {"": Constant("text")}),
        Node(values.KEY_TYPE, {"": Node("list", {})}),
        Node(values.KEY_TYPE, {"": Array(np.zeros(2, np.float32), "jax")}),
        Node(values.KEY_TYPE, {"": Array(np.zeros((), np.uint32), "jax")}),
        Node(values.KEY_TYPE, {"": Array(np.zeros((3, 1), np.uint32), "jax")}),
        Node(values.KEY_TYPE, {"": Array(np.zeros((2, 0), np.uint32), "jax")}),
        Node(values.KEY_TYPE, {"": Array(np.zeros(2, np.uint32), "jax"), "more": Constant(None)}),
        Node("list", {"": Array(np.zeros(2, np.uint32), "jax")}),
        Array(np.zeros(2, np.uint32), "jax"),
    ],
)
def test_what_only_calls_itself_a_key_has_no_words(value: Value) -> None:
    assert values.key_words(value) is None


def test_keys_have_their_words() -> None:
    words = values.key_words(values.key(np.arange(6, dtype=np.uint32).reshape(2, 3)))
    assert words is not None
    assert words.shape == (2, 3, 2)


@pytest.mark.parametrize(
    "value",
    [
        Node(values.RNGS_TYPE, {}),
        Node(values.RNGS_TYPE, {"default": Constant("0")}),
        Node(values.RNGS_TYPE, {"default": values.number(0.0)}),
        Node(values.RNGS_TYPE, {"default": Array(np.zeros(1, np.int64), "python")}),
        Node(values.RNGS_TYPE, {"default": values.number(0), "more": Constant(None)}),
        Node("dict", {"default": values.number(0)}),
        values.number(0),
    ],
)
def test_what_only_calls_itself_rngs_has_no_seeds(value: Value) -> None:
    assert values.rngs_seeds(value) is None


def test_rngs_have_their_seeds() -> None:
    seeds = {"params": 0, "dropout": 2**31 - 1}
    assert values.rngs_seeds(values.rngs(seeds)) == seeds


@pytest.mark.parametrize(("number", "dtype"), [(True, "bool"), (3, "int64"), (0.5, "float64")])
def test_number_has_the_dtype_of_its_python_type(number: float, dtype: str) -> None:
    value = values.number(number)
    assert (value.data.dtype.name, value.data.shape, value.kind) == (dtype, (), "python")
    assert value.data.item() == number
