"""Success: loading the file, not the call, never ends.
verdict: time_limit_exceeded
"""

import time

import jax
import jax.numpy as jnp

time.sleep(1000)


def attack(number: float) -> jax.Array:
    return jnp.asarray(number)
