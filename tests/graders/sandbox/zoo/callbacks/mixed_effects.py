"""Ordered prints and ordered callbacks of several programs, by turns with unordered ones."""

import jax
import numpy as np
from jax.experimental import io_callback


def announce(v):
    print("callback", float(np.asarray(v)))


@jax.jit
def f(v):
    jax.debug.print("f {}", v.sum(), ordered=True)
    io_callback(announce, None, v.max(), ordered=True)
    jax.debug.print("f again", ordered=True)
    return v + 1


@jax.jit
def g(v):
    io_callback(announce, None, v.min(), ordered=True)
    jax.debug.print("g")
    return f(v) * 2


def program(x):
    y = x
    for _ in range(2):
        y = g(f(y))
        jax.block_until_ready(y)
    jax.effects_barrier()
    return y
