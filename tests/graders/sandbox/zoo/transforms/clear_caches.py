"""All caches are dropped between two uses of the same functions."""

import jax
import jax.numpy as jnp

traced = []


@jax.jit
def f(v):
    traced.append(len(traced))
    return jnp.sin(v) @ v.T


def program(x):
    first = f(x), jnp.exp(x)
    jax.clear_caches()
    second = f(x), jnp.exp(x)
    f.clear_cache()
    return first, second, f(x), len(traced)
