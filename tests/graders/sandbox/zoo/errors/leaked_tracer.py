"""A traced value kept beyond its trace."""

import jax

kept = []


@jax.jit
def f(v):
    kept.append(v * 2)
    return v


def program(x):
    f(x)
    return kept[0] + 1
