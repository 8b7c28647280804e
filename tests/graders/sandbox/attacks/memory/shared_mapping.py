"""Success: 1 GiB is held in memory that RLIMIT_DATA does not count.
verdict: security_violation
"""

import mmap

import jax
import jax.numpy as jnp

STEP = 2**20


def attack(number: float) -> jax.Array:
    held = mmap.mmap(-1, 1024 * STEP, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS)
    for _ in range(1024):
        held.write(b"\1" * STEP)
    return jnp.asarray(number)
