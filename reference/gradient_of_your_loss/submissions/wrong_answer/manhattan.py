"""The absolute differences are added

The sum of the absolute values is another distance. The Euclidean distance is the square root of the sum of squares."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    sq = jnp.sum(diff**2, axis=-1)
    dist = jnp.sum(jnp.abs(diff), axis=-1)
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
