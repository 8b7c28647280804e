"""Batches over several axes, with names, and nested."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.vmap, axis_name="rows")
def centred(row):
    return row - jax.lax.pmean(row, "rows") + jax.lax.axis_index("rows")


@jax.jit
def several(x):
    outer = jax.vmap(jax.vmap(jnp.multiply, (None, 0)), (0, None))(x[0], x[1])
    columns = jax.vmap(lambda c, s: {"sorted": jnp.sort(c) * s}, in_axes=(1, None), out_axes=1)(
        x, 2.0
    )
    per_example = jax.jit(jax.vmap(jax.grad(lambda row: (row**3).sum())))(x)
    gathered = jax.vmap(lambda row: jax.lax.all_gather(row, "i"), axis_name="i")(x[:2, :2])
    return outer, columns, per_example, centred(x), gathered


def program(x):
    return several(x), x + 1
