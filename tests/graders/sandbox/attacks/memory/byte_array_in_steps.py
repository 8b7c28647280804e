"""Success: 4 GiB are held, although each step alone is small.
verdict: memory_limit_exceeded
"""

import jax
import jax.numpy as jnp

STEP = 2**20


def attack(number: float) -> jax.Array:
    held = [b"\1" * STEP for _ in range(4 * 2**30 // STEP)]
    return jnp.asarray(number + len(held) * 0)
