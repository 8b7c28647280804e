"""The squared distance is taken

The mean is that of the squares. The Euclidean distance is the square root of the sum of squares."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    sq = jnp.sum(diff**2, axis=-1)
    dist = sq
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
