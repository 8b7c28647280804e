"""Numbers that do not fit, and divisions by zero."""

import jax
import jax.numpy as jnp


def program(x):
    whole = jnp.arange(3)
    print(jax.jit(lambda v: (v // 0, v % 0, 1 / v))(whole))
    print(jnp.int32(2**31 - 1) + 1)
    return whole + 2**40
