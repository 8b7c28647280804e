"""Success: 4 GiB are held.
verdict: memory_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    held = bytearray(4 * 2**30)
    return jnp.asarray(number + len(held) * 0)
