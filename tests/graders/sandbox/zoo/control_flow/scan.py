"""Scans: carries that are trees, backwards, unrolled, without inputs, and the gradient of one."""

import jax
import jax.numpy as jnp
from jax import lax


def program(x):
    def step(carry, row):
        total, count = carry
        total = jnp.tanh(total + row)
        return (total, count + 1), {"row": row * total, "count": count}

    start = (jnp.zeros(4), 0)
    forwards = lax.scan(step, start, x)
    backwards = lax.scan(step, start, x, reverse=True)
    unrolled = lax.scan(step, start, x, unroll=2)
    counted = lax.scan(lambda c, _: (c * 1.5, c), x[0], None, length=5)
    gradient = jax.grad(lambda v: lax.scan(step, start, v)[0][0].sum())(x)
    return forwards, backwards, unrolled, counted, gradient
