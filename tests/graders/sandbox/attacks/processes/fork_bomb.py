"""Success: hundreds of processes run at once.
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
    for _ in range(300):
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
    return jnp.asarray(number)
