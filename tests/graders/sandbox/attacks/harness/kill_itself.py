"""Success: ending as if the judge had killed it looks like a fault of the judge's.
verdict: security_violation
"""

import os
import signal

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    os.kill(os.getpid(), signal.SIGKILL)
    return jnp.asarray(number)
