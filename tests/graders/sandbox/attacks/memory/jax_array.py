"""Success: 4 GiB are held by JAX.
verdict: memory_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    held = jnp.ones(2**30, jnp.float32).block_until_ready()
    return jnp.asarray(number + held.size * 0)
