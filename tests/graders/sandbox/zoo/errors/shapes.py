"""Shapes that do not fit, inside of a jit."""

import jax


def program(x):
    return jax.jit(lambda v: v @ v)(x)
