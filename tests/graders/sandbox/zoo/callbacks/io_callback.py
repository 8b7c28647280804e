"""Callbacks with effects that return values, unordered and ordered, over several calls."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental import io_callback

state = {"count": 0, "log": []}


def count(v):
    state["count"] += 1
    state["log"].append(float(np.asarray(v)))
    return np.int32(state["count"])


@jax.jit
def ordered(v):
    first = io_callback(count, jax.ShapeDtypeStruct((), jnp.int32), v.sum(), ordered=True)
    second = io_callback(count, jax.ShapeDtypeStruct((), jnp.int32), v.max(), ordered=True)
    return v * first + second


@jax.jit
def unordered(v):
    return v + io_callback(count, jax.ShapeDtypeStruct((), jnp.int32), v.min())


@jax.jit
def in_scan(v):
    shape = jax.ShapeDtypeStruct((), jnp.int32)
    step = lambda c, row: (c + io_callback(count, shape, row.sum(), ordered=True), row)
    return jax.lax.scan(step, 0, v)


def program(x):
    results = [ordered(x), unordered(x), ordered(x * 2), in_scan(x)]
    io_callback(count, jax.ShapeDtypeStruct((), jnp.int32), jnp.float32(5.0))
    jax.effects_barrier()
    return results, state["count"], list(state["log"])
