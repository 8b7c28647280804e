"""Success: memory is mapped as a stack that grows, which RLIMIT_DATA does not count.
verdict: security_violation
"""

import mmap

import jax
import jax.numpy as jnp

MAP_GROWSDOWN = 0x100


def attack(number: float) -> jax.Array:
    mmap.mmap(-1, 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_GROWSDOWN)
    return jnp.asarray(number)
