"""Success: it waits for ever, without using any processor time.
verdict: time_limit_exceeded
"""

import time

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    time.sleep(1000)
    return jnp.asarray(number)
