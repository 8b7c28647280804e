"""Values that cross the sandbox's boundary: a closed set of types, never code and never pickles.

A value is an array (or number) with the kind of object that held it, a constant (None or text), or
a node with named children. `encode` and `decode` turn one into a frame's JSON header and its body
of raw little-endian C-order bytes. Both sides of the boundary use this module; the judge's side
treats whatever it decodes as hostile.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import ml_dtypes
import numpy as np
import numpy.typing as npt

Kind = Literal["jax", "numpy", "python"]

DTYPES: dict[str, np.dtype[Any]] = {
    name: np.dtype(name).newbyteorder("<")
    for name in [
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    ]
} | {"bfloat16": np.dtype(ml_dtypes.bfloat16)}

# The type of the node that holds a typed PRNG key, or an array of them, as its raw words.
KEY_TYPE = "key<fry>"

MAX_DEPTH = 32
MAX_NODES = 20_000
MAX_DIMENSIONS = 32
MAX_AXIS = 2**31
MAX_TEXT = 4096


class MalformedValueError(ValueError):
    """A frame that describes no value: forged, damaged, or larger than the caps allow."""


@dataclass(frozen=True, slots=True, eq=False)
class Array:
    """An array or number. `kind` tells what held it: a JAX array, NumPy, or a Python number."""

    data: npt.NDArray[Any]
    kind: Kind


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


def join(path: str, name: str) -> str:
    """The path of a node's child: names joined by dots.

    An empty name adds nothing: it stands for what a wrapper such as `nnx.Param` holds.
    """
    return f"{path}.{name}" if path and name else path or name


def number(value: float) -> Array:
    """A Python number; integers must fit 64 bits."""
    dtype = "bool" if isinstance(value, bool) else "int64" if isinstance(value, int) else "float64"
    return Array(np.asarray(value, dtype), "python")


def key(seeds: npt.NDArray[np.uint32]) -> Node:
    """The PRNG keys that `jax.random.key` makes of these seeds, in the same shape."""
    words = np.stack([np.zeros_like(seeds), seeds], axis=-1)
    return Node(KEY_TYPE, {"": Array(words, "jax")})


def leaves(value: Value, path: str = "") -> Iterator[tuple[str, Array | Constant]]:
    """Every leaf with its path; see `join` for its form."""
    if not isinstance(value, Node):
        yield path, value
        return
    for name, child in value.children.items():
        yield from leaves(child, join(path, name))


def encode(value: Value) -> tuple[Any, bytes]:
    """The JSON-ready description of a value, and the bytes of its arrays one after the other."""
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


def decode(description: Any, body: bytes) -> Value:
    """The value of a description and its body, as `encode` gives them.

    Raises:
        MalformedValueError: the description is not of that form, a size does not fit the body, or a
            cap is exceeded. Nothing is allocated before its size was checked.
    """
    offset = 0
    nodes = 0

    def text(item: object) -> str:
        if not isinstance(item, str) or len(item) > MAX_TEXT:
            raise MalformedValueError("expected a short text")
        return item

    def array(kind: Any, name: Any, shape: Any) -> Array:
        nonlocal offset
        if kind not in ("jax", "numpy", "python") or not isinstance(name, str):
            raise MalformedValueError("unknown kind of array")
        dtype = DTYPES.get(name)
        if dtype is None or not isinstance(shape, list) or len(shape) > MAX_DIMENSIONS:
            raise MalformedValueError("unknown dtype or bad shape")
        if not all(type(n) is int and 0 <= n <= MAX_AXIS for n in shape):
            raise MalformedValueError("bad shape")
        size = math.prod(shape) * dtype.itemsize
        if size > len(body) - offset:
            raise MalformedValueError("array larger than its frame")
        data = np.frombuffer(body, dtype, math.prod(shape), offset).reshape(shape)
        offset += size
        return Array(data, kind)

    def build(item: Any, depth: int) -> Value:
        nonlocal nodes
        nodes += 1
        if nodes > MAX_NODES or depth > MAX_DEPTH:
            raise MalformedValueError("too many parts or too deep")
        match item:
            case ["array", kind, name, shape]:
                return array(kind, name, shape)
            case ["constant", None]:
                return Constant(None)
            case ["constant", value]:
                return Constant(text(value))
            case ["node", type_name, list(children)]:
                named: dict[str, Value] = {}
                for child in children:
                    if not isinstance(child, list) or len(child) != 2 or child[0] in named:
                        raise MalformedValueError("bad or repeated name")
                    named[text(child[0])] = build(child[1], depth + 1)
                return Node(text(type_name), named)
        raise MalformedValueError("no such value")

    try:
        value = build(description, 0)
    except (TypeError, ValueError) as error:
        raise MalformedValueError(str(error)) from None
    if offset != len(body):
        raise MalformedValueError("bytes left over")
    return value
