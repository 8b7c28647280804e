"""Sorts by one and several keys, top and approximate top values, searches, uniques."""

import jax.numpy as jnp
from jax import lax


def program(x):
    flat = x.ravel()
    whole = jnp.round(flat).astype(jnp.int32)
    return [
        jnp.sort(x, axis=0),
        jnp.argsort(x, axis=1, descending=True),
        jnp.lexsort((flat, whole)),
        lax.sort((whole, flat), num_keys=2),
        lax.top_k(x, 2),
        lax.approx_max_k(x, 1),
        jnp.searchsorted(jnp.sort(flat), x[0]),
        jnp.unique(whole, return_counts=True),
        jnp.unique(whole, size=5, fill_value=-9),
        jnp.nonzero(x > 0),
        jnp.partition(flat, 3)[3],
        jnp.histogram(flat, bins=4),
        jnp.bincount(jnp.abs(whole), length=4),
    ]
