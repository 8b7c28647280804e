"""A donated buffer, used afterwards."""

import jax


def program(x):
    state = x + 1
    result = jax.jit(lambda v: v * 2, donate_argnums=0)(state)
    try:
        print(state + 1)
    except RuntimeError as error:
        print(type(error).__name__, error)
    jax.block_until_ready(result)
    return jax.jit(lambda v: v - 1)(state)
