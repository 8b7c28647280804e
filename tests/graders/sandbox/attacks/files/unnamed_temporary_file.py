"""Success: a file without a name (O_TMPFILE) is opened for writing.
verdict: accepted
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for folder in ("/tmp", "/dev/shm", "/var/tmp"):
        for mode in (os.O_WRONLY, os.O_RDWR):
            try:
                os.open(folder, os.O_TMPFILE | mode)
            except OSError:
                continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)
