"""Cumulative sums, products, extremes and log-sum-exps."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    functions = (lax.cumsum, lax.cumprod, lax.cummax, lax.cummin, lax.cumlogsumexp)
    results = [function(x, axis=1) for function in functions]
    results += [function(x, axis=0, reverse=True) for function in functions]
    gradient = jax.grad(lambda v: jnp.cumprod(v, axis=1).sum())(x)
    return results, gradient


def program(x):
    return several(x), x + 1
