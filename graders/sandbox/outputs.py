"""Between the objects that a submission takes and returns, and values that cross the boundary."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from graders import values
from graders.values import DTYPES, MAX_DEPTH, Array, Constant, Node, Value, decode, number


class UnreadableOutputError(Exception):
    """A returned object that holds no arrays to compare. The message says what it is."""


def to_objects(description: Any, body: bytes) -> list[Any]:
    """The arguments of a call, from the node that the judge sent."""
    value = decode(description, body)
    assert isinstance(value, Node)  # noqa: S101
    return [_to_object(child) for child in value.children.values()]


def _to_object(value: Value) -> Any:
    match value:
        case Array(data, "jax"):
            return jnp.asarray(data)
        case Array(data, "python"):
            return data.item()
        case Array(data, _):
            # The frame's bytes are read-only; NumPy users expect to write.
            return data.copy()
        case Constant(text):
            return text
        case Node(values.KEY_TYPE, {"": Array(data, _)}):
            return jax.random.wrap_key_data(jnp.asarray(data), impl="threefry2x32")
        case Node("dict", children):
            return {name: _to_object(child) for name, child in children.items()}
        case Node("tuple", children):
            return tuple(_to_object(child) for child in children.values())
        case Node(_, children):
            return [_to_object(child) for child in children.values()]


def to_value(returned: Any, depth: int = 0) -> Value:
    """What a submission returned, as a value; waits for arrays that are still being computed.

    Raises:
        UnreadableOutputError: it holds something that is neither array, number nor container.
    """
    if depth > MAX_DEPTH:
        raise UnreadableOutputError(f"containers nested more than {MAX_DEPTH} deep")
    match returned:
        case None | str():
            return Constant(returned)
        case jax.Array():
            return _jax_array(returned)
        # Before the numbers: NumPy's float64 is a Python float too.
        case np.ndarray() | np.generic():
            return _array(np.asarray(returned), "numpy")
        case bool() | float():
            return number(returned)
        case int():
            if not -(2**63) <= returned < 2**63:
                raise UnreadableOutputError("an integer of more than 64 bits")
            return number(returned)
        case complex():
            return Array(np.asarray(returned), "python")
    children = _children(returned)
    return Node(
        _type_name(returned), {name: to_value(child, depth + 1) for name, child in children.items()}
    )


def _jax_array(array: jax.Array) -> Value:
    if jnp.issubdtype(array.dtype, jax.dtypes.prng_key):
        return Node(str(array.dtype), {"": _array(np.asarray(jax.random.key_data(array)), "jax")})
    return _array(np.asarray(array), "jax")


def _array(data: np.ndarray[Any, Any], kind: Any) -> Array:
    if data.dtype.name not in DTYPES:
        raise UnreadableOutputError(f"an array of dtype {data.dtype}")
    return Array(data, kind)


def _type_name(container: Any) -> str:
    return type(container).__name__


def _children(container: Any) -> dict[str, Any]:
    match container:
        case nnx.Variable():
            return {"": container.get_value()}
        case list() | tuple():
            names = getattr(container, "_fields", range(len(container)))
            return {str(name): child for name, child in zip(names, container, strict=False)}
        case Mapping():
            children = {
                key if isinstance(key, str) else repr(key): child
                for key, child in container.items()
            }
            if len(children) < len(container):
                raise UnreadableOutputError("a dict with keys that look the same as text")
            return children
    if dataclasses.is_dataclass(container) and not isinstance(container, nnx.Module | type):
        return {
            field.name: getattr(container, field.name) for field in dataclasses.fields(container)
        }
    kind = "an nnx.Module" if isinstance(container, nnx.Module) else "an object"
    raise UnreadableOutputError(f"{kind} of type {_type_name(container)}")
