"""Counted loops, with bounds that are known and bounds that are traced."""

import jax
import jax.numpy as jnp
from jax import lax


def program(x):
    fixed = lax.fori_loop(0, 5, lambda i, v: v * 0.9 + i, x)
    traced = jax.jit(lambda n, v: lax.fori_loop(0, n, lambda i, v: v.at[i, i].add(1.0), v))
    gradient = jax.grad(lambda v: lax.fori_loop(0, 3, lambda i, v: jnp.sin(v) + i, v).sum())
    return fixed, traced(3, x), traced(2, x), gradient(x)
