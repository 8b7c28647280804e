"""A model as a pure function of its parts."""

from typing import Any

import jax
from flax import nnx


def _is_kernel(path: tuple[Any, ...], variable: Any) -> bool:
    return isinstance(variable, nnx.Param) and "kernel" in path


def take_apart(
    model: nnx.Module,
) -> tuple[nnx.GraphDef, nnx.State, nnx.State, nnx.State, nnx.State]:
    """The graphdef, the kernels, the other parameters, the statistics, and the rest."""
    return nnx.split(model, _is_kernel, nnx.Param, nnx.BatchStat, ...)


def call(
    graphdef: nnx.GraphDef,
    kernels: nnx.State,
    others: nnx.State,
    statistics: nnx.State,
    rest: nnx.State,
    x: jax.Array,
) -> tuple[jax.Array, nnx.State, nnx.State]:
    """The output, of shape `(batch, 1)`, and what the call changes."""
    states = (kernels, others, statistics, rest)
    model = nnx.merge(graphdef, *states)
    output = model(x)
    return output, *take_apart(model)[3:]
