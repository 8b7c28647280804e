"""A scan in a loop in a branch, batched and differentiated."""

import jax
import jax.numpy as jnp
from jax import lax


def inner(row):
    return lax.scan(lambda c, v: (c * 0.5 + v, jnp.cos(c)), 0.0, row)


def outer(row):
    def body(i, v):
        return v + lax.cond(i % 2 == 0, lambda v: inner(v)[1], lambda v: v * 0.1, v)

    return lax.fori_loop(0, 4, body, row)


def program(x):
    slope = jax.grad(lambda v: jax.vmap(outer)(v).sum())
    return jax.jit(jax.vmap(outer))(x), slope(x), lax.map(outer, x)
