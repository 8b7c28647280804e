"""Success: a process of its own session outlives the judging.
verdict: security_violation
"""

import ctypes
import os
import time

import jax
import jax.numpy as jnp

PR_SET_NAME = 15


def attack(number: float) -> jax.Array:
    ctypes.CDLL(None).prctl(PR_SET_NAME, b"nnx-attack", 0, 0, 0)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(20)
        os._exit(0)
    return jnp.asarray(number)
