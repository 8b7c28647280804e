"""Scans: carries that are trees, backwards, unrolled, without inputs, and the gradient of one."""

import jax
import jax.numpy as jnp
from jax import lax


def step(carry, row):
    total, count = carry
    total = jnp.tanh(total + row)
    return (total, count + 1), {"row": row * total, "count": count}


def program(x):
    start = (jnp.zeros(4), 0)
    forwards = lax.scan(step, start, x)
    others = jax.jit(
        lambda v: [
            lax.scan(step, start, v, reverse=True),
            lax.scan(step, start, v, unroll=2),
            lax.scan(lambda c, _: (c * 1.5, c), v[0], None, length=5),
        ]
    )
    gradient = jax.jit(jax.grad(lambda v: lax.scan(step, start, v)[0][0].sum()))
    return forwards, others(x), gradient(x)
