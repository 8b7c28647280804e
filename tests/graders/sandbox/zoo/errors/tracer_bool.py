"""Python's `if` on a traced value."""

import jax


@jax.jit
def f(v):
    if v.sum() > 0:
        return v
    return -v


def program(x):
    return f(x)
