"""Branches chosen outside of a jit, inside of one, under a vmap, and differentiated."""

import jax
import jax.numpy as jnp
from jax import lax


def choose(positive, v):
    return lax.cond(positive, lambda v: jnp.exp(v), lambda v: v**2, v)


def program(x):
    outside = [choose(flag, x) for flag in (True, False)]
    inside = jax.jit(lambda v: choose(v.sum() > 0, v))(x)
    batched = jax.vmap(choose)(x[:, 0] > 0, x)
    gradient = jax.jit(jax.grad(lambda v: choose(v[0, 0] > 0, v).sum()))(x)
    return outside, inside, batched, gradient
