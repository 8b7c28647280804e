"""What is added under the root can be seen

A number is added under the root to keep it from zero, and changes the distances by more than the tolerance. Replace zeros only."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    sq = jnp.sum(diff**2, axis=-1)
    dist = jnp.sqrt(sq + 1e-6)
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
