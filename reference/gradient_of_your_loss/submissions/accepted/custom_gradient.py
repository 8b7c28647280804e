"""Gives the root a gradient of its own."""

import jax
import jax.numpy as jnp


@jax.custom_jvp
def length(x):
    return jnp.sqrt(jnp.sum(x * x, axis=-1))


@length.defjvp
def length_jvp(primals, tangents):
    (x,), (dx,) = primals, tangents
    y = length(x)
    scale = jnp.where(y > 0, 1 / jnp.where(y > 0, y, 1), 0)
    return y, scale * jnp.sum(x * dx, axis=-1)


def loss(a, b, mask):
    lengths = length(jnp.where(mask[..., None], a - b, jnp.zeros_like(a)))
    return jnp.sum(lengths, where=mask) / jnp.maximum(1, jnp.count_nonzero(mask))
