"""Sorts by one and several keys, top values, searches, counts."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    whole = jnp.round(x).astype(jnp.int32)
    return [
        jnp.argsort(x, axis=1, descending=True),
        lax.sort((whole, x), num_keys=2),
        lax.top_k(x, 2),
        jnp.searchsorted(jnp.sort(x[1]), x[0]),
        jnp.bincount(jnp.abs(whole).ravel(), length=4),
        jnp.take_along_axis(x, jnp.argsort(x, axis=0), axis=0),
    ]


def program(x):
    return several(x), jnp.sort(x, axis=0), jnp.unique(jnp.round(x[0])), jnp.nonzero(x[1] > 0)
