"""Reads and writes at indices: slices, `at`, segments, out-of-range modes."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x, rows):
    return [
        x[rows],
        x[::-1, 1:3],
        x.at[rows].add(x),
        x.at[0, ::2].set(7.0).at[1].multiply(2).at[:, 3].max(0.5),
        x.at[5].set(1.0, mode="drop"),
        x.at[rows, 10].get(mode="fill", fill_value=-1),
        lax.dynamic_slice(x, (rows[1], 1), (2, 2)),
        lax.dynamic_update_slice(x, jnp.ones((2, 2)), (5, 5)),
        jax.ops.segment_sum(x, rows, num_segments=4),
        jnp.where(x > 0, x, 0),
    ]


def program(x):
    rows = jnp.array([2, 0, 2])
    gradient = jax.jit(jax.grad(lambda v: v[rows].prod()))(x)
    return several(x, rows), gradient, x.at[1, 2].set(9.0), x[-1], x[rows > 0]
