"""Success: it stays for ever, stopped, where it uses no time and notices nothing.
verdict: time_limit_exceeded
"""

import os
import signal

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    os.kill(os.getpid(), signal.SIGSTOP)
    return jnp.asarray(number)
