"""The gradient is NaN where two rows are equal

The square root gets a zero, where its gradient is infinite, and what is done to its result comes too late: gradients flow through both branches of jnp.where. Replace the zero before the root."""

import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - b, 0.0)
    dist = jnp.linalg.norm(diff, axis=-1)
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
