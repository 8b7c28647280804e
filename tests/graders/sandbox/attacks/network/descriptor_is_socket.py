"""Success: one of the descriptors that it was born with is a socket.
verdict: accepted
"""

import os
import stat

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for descriptor in range(256):
        try:
            mode = os.fstat(descriptor).st_mode
        except OSError:
            continue
        if stat.S_ISSOCK(mode):
            return jnp.asarray(number)
    return jnp.asarray(0.0)
