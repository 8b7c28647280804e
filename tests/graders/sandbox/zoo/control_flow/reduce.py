"""Reductions by a function of one's own, and by the usual ones."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    own = lax.reduce(x, jnp.float32(0), lambda a, b: a + 2 * b, (1,))
    pair = lax.reduce(
        (x, jnp.arange(12).reshape(3, 4)),
        (jnp.float32(-jnp.inf), jnp.int32(-1)),
        lambda a, b: (jnp.maximum(a[0], b[0]), jnp.where(a[0] < b[0], b[1], a[1])),
        (0, 1),
    )
    usual = [
        jnp.sum(x),
        jnp.mean(x, axis=0),
        jnp.std(x, axis=1, keepdims=True),
        jnp.median(x),
        jnp.quantile(x, jnp.array([0.1, 0.9]), axis=1),
        jnp.argmax(x, axis=1),
        jnp.any(x > 1),
        jnp.prod(x, axis=0),
        jnp.linalg.norm(x),
    ]
    return own, pair, usual


def program(x):
    return several(x), x + 1
