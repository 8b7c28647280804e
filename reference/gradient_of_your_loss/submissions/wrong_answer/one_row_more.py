"""The sum is divided by one row more

The number of rows has one added, so that it is never zero, and is wrong everywhere else. Use jnp.maximum(number, 1)."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    sq = jnp.sum(diff**2, axis=-1)
    safe = jnp.where(sq > 0, sq, 1.0)
    dist = jnp.where(sq > 0, jnp.sqrt(safe), 0.0)
    n = jnp.sum(mask)
    return jnp.sum(dist) / (n + 1)
