"""Success: a process is forked.
verdict: security_violation
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    if os.fork() == 0:
        os._exit(0)
    return jnp.asarray(number)
