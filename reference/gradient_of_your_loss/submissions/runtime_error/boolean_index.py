"""The rows are chosen by a boolean index

The number of rows that a[mask] has depends on values, and is not known while JAX traces the function. Keep all rows, and use jnp.where."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = (a - b)[mask]
    sq = jnp.sum(diff**2, axis=-1)
    safe = jnp.where(sq > 0, sq, 1.0)
    dist = jnp.where(sq > 0, jnp.sqrt(safe), 0.0)
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
