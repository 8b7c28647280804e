"""b gets no gradient

jax.lax.stop_gradient is applied to b. The loss is to be differentiated for both."""

import jax
import jax.numpy as jnp


def loss(a, b, mask):
    diff = jnp.where(mask[..., None], a - jax.lax.stop_gradient(b), 0.0)
    sq = jnp.sum(diff**2, axis=-1)
    safe = jnp.where(sq > 0, sq, 1.0)
    dist = jnp.where(sq > 0, jnp.sqrt(safe), 0.0)
    n = jnp.sum(mask)
    return jnp.sum(dist) / jnp.where(n > 0, n, 1)
