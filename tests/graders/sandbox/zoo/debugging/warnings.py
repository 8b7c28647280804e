"""Warnings: of a donation without use, of a truncated type, of one's own."""

import warnings

import jax
import jax.numpy as jnp


def program(x):
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        jax.jit(lambda v: v.sum(), donate_argnums=0)(x + 1)
        jnp.arange(3, dtype=jnp.float64)
        warnings.warn("mind the gap", stacklevel=1)
    kept = [(w.category.__name__, str(w.message)[:200]) for w in caught]
    warnings.warn("shown", stacklevel=1)
    return [list(entry) for entry in kept]
