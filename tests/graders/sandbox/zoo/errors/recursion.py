"""A function that calls itself without an end."""

import jax


@jax.jit
def f(v):
    return f(v) + 1


def program(x):
    return f(x)
