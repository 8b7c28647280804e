"""Success: the machine's clock, or that of the process, is set.
verdict: security_violation
"""

import time

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    time.clock_settime(time.CLOCK_REALTIME, time.time())
    return jnp.asarray(number)
