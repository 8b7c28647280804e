"""Values that cross the sandbox's boundary: a closed set of types, never code and never pickles.

A value is an array (or number) with the kind of object that held it, a constant (None or text), or
a node with named children. `encode` and `decode` turn one into a frame's JSON header and its body
of raw little-endian C-order bytes. Both sides of the boundary use this module; the judge's side
treats whatever it decodes as hostile.
"""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import ml_dtypes
import numpy as np
import numpy.typing as npt

from graders.core.size import DEFAULT_CAPS, Caps, Size

Kind = Literal["jax", "numpy", "python"]

# Little-endian, as are all machines with a JAX backend. The byte order is not written out: it would
# show in the text of every dtype that a submission prints.
DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name)
    for name in [
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    ]
} | {"bfloat16": np.dtype(ml_dtypes.bfloat16)}

# The type of the node that holds a typed PRNG key, or an array of keys, as raw words.
KEY_TYPE = "key<fry>"
# The type of the node that stands for an `nnx.Rngs`: a child for each stream, its seed.
RNGS_TYPE = "Rngs"
# How the type of a node begins that stands for what a function of `given.py` makes of the children.
_MADE_BY = "made by "
# The stream of a seed without a name, which stands for all others too.
DEFAULT_STREAM = "default"


class MalformedValueError(ValueError):
    """A frame that describes no valid value: forged or damaged."""


_PYTHON_TYPES = {"b": "bool", "i": "int", "u": "int", "c": "complex"}


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """An array or number. `kind` says what held it: a JAX array, NumPy, or a Python number."""

    data: npt.NDArray[Any]
    kind: Kind

    @property
    def is_number(self) -> bool:
        """Whether it is a Python number. A forged frame can claim that, so its shape counts too."""
        return self.kind == "python" and self.data.ndim == 0

    @property
    def python_type(self) -> str:
        """The Python type that fits the dtype."""
        return _PYTHON_TYPES.get(self.data.dtype.kind, "float")  # bfloat16 has a kind of its own


@dataclass(frozen=True, slots=True)
class Constant:
    """None, or text."""

    value: str | None


@dataclass(frozen=True, slots=True)
class Node:
    """A container: `type` is "dict", "list", "tuple" or the name of the class."""

    type: str
    children: dict[str, "Value"]


Value = Array | Constant | Node


def number(value: float) -> Array:
    """A Python number as a value; integers must fit 64 bits."""
    dtype = "bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "float64"
    return Array(np.asarray(value, dtype), "python")


def key(seeds: npt.NDArray[np.uint32]) -> Node:
    """The PRNG keys that `jax.random.key` makes from these seeds, in the same shape."""
    words = np.stack([np.zeros_like(seeds), seeds], axis=-1)
    return Node(KEY_TYPE, {"": Array(words, "jax")})


def key_words(value: Value) -> npt.NDArray[np.uint32] | None:
    """The words of PRNG keys, two along the last axis; None if the value is not a key.

    The type name alone proves nothing: a container of any class can use it.
    """
    match value:
        case Node(type_name, {"": Array(words)}) if (
            type_name == KEY_TYPE
            and len(value.children) == 1
            and words.dtype.name == "uint32"
            and words.shape[-1:] == (2,)
        ):
            return words
    return None


def sequence(type_name: Literal["list", "tuple"], items: Iterable[Value]) -> Node:
    """A list or tuple of these items."""
    return Node(type_name, {str(index): item for index, item in enumerate(items)})


def rngs(seeds: Mapping[str, int]) -> Node:
    """The `nnx.Rngs` with these seeds, by the name of the stream."""
    return Node(RNGS_TYPE, {name: number(seed) for name, seed in seeds.items()})


def rngs_seeds(value: Value) -> dict[str, int] | None:
    """The seed of each stream of an `nnx.Rngs`, as `rngs` takes them; None if it is none.

    The type name alone proves nothing: a container of any class can use it.
    """
    if not isinstance(value, Node) or value.type != RNGS_TYPE or not value.children:
        return None
    seeds = {
        name: int(seed.data)
        for name, seed in value.children.items()
        if isinstance(seed, Array) and seed.data.ndim == 0 and seed.data.dtype.name == "int64"
    }
    return seeds if len(seeds) == len(value.children) else None


def made(function: str, arguments: Mapping[str, Value]) -> Node:
    """What the function of `given.py` makes of these arguments, which it takes by name."""
    return Node(f"{_MADE_BY}{function}", dict(arguments))


def maker_of(value: Value) -> str | None:
    """The name of the function that makes an argument; None if none does.

    Outputs can have any type name: it says nothing about them.
    """
    if isinstance(value, Node) and value.type.startswith(_MADE_BY):
        return value.type.removeprefix(_MADE_BY)
    return None


def made_in(value: Value) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each call that makes a part of an argument: the function, and the names of what it takes."""
    if isinstance(value, Node):
        if (function := maker_of(value)) is not None:
            yield function, tuple(value.children)
        for child in value.children.values():
            yield from made_in(child)


def leaves(value: Value) -> Iterator[Array | Constant]:
    """Every array and constant, in order."""
    if not isinstance(value, Node):
        yield value
        return
    for child in value.children.values():
        yield from leaves(child)


def size_of(value: Value, caps: Caps | None = None) -> Size:
    """The size of a value.

    Raises:
        OversizedValueError: it is larger than the caps.
    """
    size = Size(caps)

    def add(item: Value, depth: int) -> None:
        size.add_part(depth)
        match item:
            case Array(data):
                size.add_array(data.shape, data.itemsize)
            case Constant(str(text)):
                size.add_text(text)
            case Node(type_name, children):
                size.add_text(type_name)
                for name, child in children.items():
                    size.add_text(name)
                    add(child, depth + 1)

    add(value, 0)
    return size


def encode(value: Value) -> tuple[Any, bytes]:
    """The JSON-ready description of a value, and the bytes of its arrays in order."""
    body: list[bytes] = []

    def describe(item: Value) -> list[Any]:
        match item:
            case Array(data, kind):
                name = data.dtype.name
                if name not in DTYPES:
                    raise TypeError(f"arrays of dtype {name} can't be judged")
                # asarray, not ascontiguousarray: the latter makes a scalar one-dimensional.
                body.append(np.asarray(data, DTYPES[name], order="C").tobytes())
                return ["array", kind, name, list(data.shape)]
            case Constant(text):
                return ["constant", text]
            case Node(type_name, children):
                return ["node", type_name, [[k, describe(v)] for k, v in children.items()]]

    return describe(value), b"".join(body)


def decode(description: Any, body: bytes, caps: Caps = DEFAULT_CAPS) -> Value:
    """The value for a description and its body, as `encode` returns them.

    Raises:
        MalformedValueError: the description has another form, or a size does not fit the body.
        OversizedValueError: it is larger than the caps. Everything is counted before it is built.
    """
    offset = 0
    size = Size(caps)

    def text(item: object) -> str:
        if not isinstance(item, str):
            raise MalformedValueError("expected a text")
        size.add_text(item)
        return item

    def array(kind: Any, name: Any, shape: Any) -> Array:
        nonlocal offset
        if kind not in ("jax", "numpy", "python") or not isinstance(name, str):
            raise MalformedValueError("unknown kind of array")
        dtype = DTYPES.get(name)
        if dtype is None or not isinstance(shape, list):
            raise MalformedValueError("unknown dtype or bad shape")
        if not all(type(n) is int and n >= 0 for n in shape):
            raise MalformedValueError("bad shape")
        size.add_array(shape, dtype.itemsize)
        array_bytes = math.prod(shape) * dtype.itemsize
        if array_bytes > len(body) - offset:
            raise MalformedValueError("array larger than its frame")
        data = np.frombuffer(body, dtype, math.prod(shape), offset).reshape(shape)
        offset += array_bytes
        return Array(data, kind)

    def build(item: Any, depth: int) -> Value:
        size.add_part(depth)
        match item:
            case ["array", kind, name, shape]:
                return array(kind, name, shape)
            case ["constant", None]:
                return Constant(None)
            case ["constant", value]:
                return Constant(text(value))
            case ["node", type_name, list(children)]:
                type_name = text(type_name)
                named: dict[str, Value] = {}
                for child in children:
                    if not isinstance(child, list) or len(child) != 2:
                        raise MalformedValueError("a child without a name")
                    name = text(child[0])
                    if name in named:
                        raise MalformedValueError("a name that is repeated")
                    named[name] = build(child[1], depth + 1)
                return Node(type_name, named)
        raise MalformedValueError("no such value")

    value = build(description, 0)
    if offset != len(body):
        raise MalformedValueError("bytes left over")
    return value
