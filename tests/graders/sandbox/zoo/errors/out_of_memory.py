"""More memory than there is, for an operation and inside of a jit."""

import jax
import jax.numpy as jnp


def program(x):
    for function in (
        lambda: jnp.zeros((1 << 20, 1 << 20)),
        jax.jit(lambda: jnp.ones((1 << 40,)) * 2),
    ):
        try:
            jax.block_until_ready(function())
        except Exception as error:
            print(type(error).__name__, error)
    return jnp.ones((1 << 20, 1 << 22)) + x[0, 0]
