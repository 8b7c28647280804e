"""A result of a jitted function deleted, then given to another."""

import jax


def program(x):
    f = jax.jit(lambda v: v * 2)
    y = f(x)
    y.delete()
    try:
        print(y)
    except RuntimeError as error:
        print(error)
    return f(y)
