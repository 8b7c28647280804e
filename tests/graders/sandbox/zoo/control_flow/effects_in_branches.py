"""Printing inside of branches, loops and scans."""

import jax
import jax.numpy as jnp
from jax import lax


def shout(v):
    jax.debug.print("large: {}", v.sum())
    return v / 10


def whisper(v):
    jax.debug.print("small: {v}", v=v[0])
    return v * 10


@jax.jit
def run(v):
    v = lax.cond(v.sum() > 3, shout, whisper, v)

    def body(i, v):
        jax.debug.print("{i}: {m:.3f}", i=i, m=v.max(), ordered=True)
        return v + i

    return lax.fori_loop(0, 3, body, v)


def program(x):
    scanned = lax.scan(lambda c, row: (c, shout(row)), 0, x)[1]
    jax.effects_barrier()
    return run(x), run(x * jnp.float32(100)), scanned
