"""Without jit: Python's own control flow over concrete values."""

import jax
import jax.numpy as jnp


@jax.jit
def f(v):
    kind = type(v).__name__
    return v * (2 if kind == "ArrayImpl" else 3)


def program(x):
    with jax.disable_jit():
        plain = f(x)
        scanned = jax.lax.scan(lambda c, row: (c + row.sum(), c), 0.0, x)
        looped = jax.lax.while_loop(lambda v: v.sum() < 50, lambda v: v + 1, x)
    return plain, f(x), scanned, looped, jax.nn.relu(x) + jnp.ones(4)
