"""Compare an output with the expected one as the judge does, outside of it.

The text of this file is a part of every script that `graders.feedback.reproducer` writes, and is
used by nothing else: it may import nothing of the judge's.
"""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


def check(
    output: Any, expected: dict[tuple[str, ...], Any], *, rtol: float, atol: float, equal_nan: bool
) -> None:
    """Raise an AssertionError that says how `output` differs, where it does.

    `expected` has, by its place in the output, for a container the name of its type as `{"type":
    ...}`, for an array or number `(kinds, values)`, and else the text or None itself.
    """
    got = dict(_parts(output))
    _require(got.keys() == expected.keys(), f"it has the parts {[*got]}, not {[*expected]}")
    for place, wanted in expected.items():
        where, leaf = ".".join(filter(None, place)) or "the output", got[place]
        if not isinstance(wanted, tuple):
            same = type(leaf) is type(wanted) and leaf == wanted
            _require(same, f"{where} is {leaf!r}, not {wanted!r}")
            continue
        kinds, values = wanted
        _require(_kind(leaf) in kinds, f"{where} is {leaf!r}, not of the kind {' or '.join(kinds)}")
        number = "python" in (_kind(leaf), kinds[0])
        leaf = np.asarray(leaf)
        _require(leaf.shape == values.shape, f"{where} has shape {leaf.shape}, not {values.shape}")
        alike = leaf.dtype.kind == values.dtype.kind if number else leaf.dtype == values.dtype
        _require(alike, f"{where} has dtype {leaf.dtype}, not {values.dtype}")
        exact = values.dtype == bool
        wide = complex if values.dtype.kind == "c" else float
        close = np.isclose(
            leaf.astype(wide),
            values.astype(wide),
            rtol=0 if exact else rtol,
            atol=0 if exact else atol,
            equal_nan=equal_nan,
        )
        _require(close.all(), f"{where} is\n{leaf}\nbut this is expected:\n{values}")


def _require(condition: bool | np.bool_, otherwise: str) -> None:
    if not condition:
        raise AssertionError(otherwise)


def _parts(output: Any, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every container, as its type, and every leaf of an output, by its place."""
    children: dict[Any, Any]
    if isinstance(output, jax.Array) and jnp.issubdtype(output.dtype, jax.dtypes.prng_key):
        yield place, {"type": str(output.dtype)}
        yield (*place, ""), jax.random.key_data(output)
        return
    if isinstance(output, nnx.Variable):
        children = {"": output.get_value()}
    elif isinstance(output, list | tuple | nnx.List):
        names = getattr(output, "_fields", range(len(output)))
        children = dict(zip(names, output, strict=True))
    elif isinstance(output, Mapping):
        children = {key if isinstance(key, str) else repr(key): output[key] for key in output}
    elif dataclasses.is_dataclass(output):
        children = {field.name: getattr(output, field.name) for field in dataclasses.fields(output)}
    else:
        yield place, output
        return
    yield place, {"type": type(output).__name__}
    for name, child in children.items():
        yield from _parts(child, (*place, str(name)))


def _kind(leaf: Any) -> str:
    if isinstance(leaf, jax.Array):
        return "jax"
    if isinstance(leaf, np.ndarray | np.generic):
        return "numpy"
    return "python" if isinstance(leaf, bool | int | float | complex) else type(leaf).__name__
