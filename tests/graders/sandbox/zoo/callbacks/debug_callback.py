"""Unordered and ordered callbacks that keep what they are given."""

import jax
import jax.numpy as jnp
import numpy as np

kept = []


@jax.jit
def f(v):
    jax.debug.callback(lambda a: kept.append(("unordered", type(a).__name__, np.asarray(a))), v)
    v = v + 1
    jax.debug.callback(
        lambda a, *, n: kept.append(("ordered", n, np.asarray(a))), v[0], n=v.sum(), ordered=True
    )
    return jnp.sin(v)


def program(x):
    result = f(x), f(x + 1)
    jax.effects_barrier()
    return result, list(kept)
