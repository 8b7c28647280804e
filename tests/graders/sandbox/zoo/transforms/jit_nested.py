"""Jitted functions that call jitted functions, with options of `jax.jit`."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, inline=True)
def inlined(v):
    return v + 1


@partial(jax.jit, keep_unused=True)
def unused(v, other):
    return jnp.sin(v)


@jax.jit
def outer(v, other=None):
    first = inlined(v) * unused(v, v)
    return {"first": first, "none": other, "again": unused(first, v), "constant": 3.5, "same": v}


def program(x):
    return outer(x), outer(x, other=None), jax.jit(lambda: jnp.arange(3))(), jax.jit(lambda v: v)(x)
