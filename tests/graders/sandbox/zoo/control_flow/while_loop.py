"""Loops until a condition holds, alone and batched."""

import jax
import jax.numpy as jnp
from jax import lax


def collatz(n):
    def unfinished(state):
        return state[0] > 1

    def step(state):
        n, steps = state
        return jnp.where(n % 2 == 0, n // 2, 3 * n + 1), steps + 1

    return lax.while_loop(unfinished, step, (n, 0))[1]


def program(x):
    doubled = lax.while_loop(lambda v: jnp.abs(v).sum() < 1000, lambda v: v * 2 + 0.5, x)
    return doubled, collatz(jnp.int32(27)), jax.vmap(collatz)(jnp.arange(1, 10))
