"""The root is taken of the mean

The squares are averaged, and then the root is taken. Take the root for each row, and the mean of the roots."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    n = jnp.sum(mask)
    n = jnp.where(n > 0, n, 1)
    sq = jnp.sum(diff**2) / n
    safe = jnp.where(sq > 0, sq, 1.0)
    dist = jnp.where(sq > 0, jnp.sqrt(safe), 0.0)
    return dist
