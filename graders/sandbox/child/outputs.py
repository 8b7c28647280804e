"""Converting between a submission's objects and the values that cross the boundary."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx

from graders.core import values
from graders.core.size import DEFAULT_CAPS, Caps, OversizedValueError
from graders.core.values import DTYPES, Array, Constant, Node, Value, decode, number, size_of

# A checker gets an actual output, the expected one and the case's arguments.
_ARGUMENT_CAPS = Caps(
    array_bytes=4 * DEFAULT_CAPS.array_bytes,
    parts=4 * DEFAULT_CAPS.parts,
    depth=DEFAULT_CAPS.depth + 1,
    characters=4 * DEFAULT_CAPS.characters,
)


class UnreadableOutputError(Exception):
    """A returned object without arrays to compare. The message says what it is."""


Make = Callable[[str, dict[str, Any]], Any]


def to_objects(description: Any, body: bytes, make: Make) -> list[Any]:
    """The arguments of a call, from the node that the judge sent.

    Args:
        description: describes the node.
        body: its arrays.
        make: called with the name of a function of `given.py` and its arguments.
    """
    value = decode(description, body, _ARGUMENT_CAPS)
    assert isinstance(value, Node)  # noqa: S101
    return [_to_object(child, make) for child in value.children.values()]


def _to_object(value: Value, make: Make) -> Any:
    match value:
        case Array(data, "jax"):
            # Unlike `jnp.asarray`, this compiles nothing.
            return jax.device_put(data)
        case Array(data, "python"):
            return data.item()
        case Array(data, _):
            # The frame's bytes are read-only; NumPy users expect to write.
            return data.copy()
        case Constant(text):
            return text
        case Node(values.KEY_TYPE, {"": Array(data, _)}):
            return jax.random.wrap_key_data(jax.device_put(data), impl="threefry2x32")
        case Node() if (seeds := values.rngs_seeds(value)) is not None:
            return nnx.Rngs(**seeds)
        case Node("tuple", children):
            return tuple(_to_object(child, make) for child in children.values())
        case Node(type_name, children):
            parts = {name: _to_object(child, make) for name, child in children.items()}
            if (maker := values.maker_of(value)) is not None:
                return make(maker, parts)
            return parts if type_name == "dict" else list(parts.values())


def to_value(returned: Any) -> Value:
    """A submission's result as a value; waits for arrays that are still being computed.

    Raises:
        UnreadableOutputError: it is larger than the judge accepts, or contains something that is
            neither array, number nor container.
    """
    value = _to_value(returned, 0)
    try:
        size_of(value, DEFAULT_CAPS)
    except OversizedValueError as error:
        raise UnreadableOutputError(str(error)) from None
    return value


def _to_value(returned: Any, depth: int) -> Value:
    # Checked before the size: a container may contain itself.
    if depth > DEFAULT_CAPS.depth:
        raise UnreadableOutputError(f"containers nested more than {DEFAULT_CAPS.depth} deep")
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
        _type_name(returned),
        {name: _to_value(child, depth + 1) for name, child in children.items()},
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
    return str(type(container).__name__)


def _named(key: object) -> str:
    try:
        return repr(key)
    except ValueError:  # Python prints no integer of more than some thousand digits.
        raise UnreadableOutputError("a dict with a key that can't be written") from None


def _children(container: Any) -> dict[str, Any]:
    match container:
        case nnx.Variable():
            return {"": container.get_value()}
        case list() | tuple() | nnx.List():
            names = getattr(container, "_fields", range(len(container)))
            return {str(name): child for name, child in zip(names, container, strict=False)}
        case Mapping():
            children = {
                key if isinstance(key, str) else _named(key): child
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
