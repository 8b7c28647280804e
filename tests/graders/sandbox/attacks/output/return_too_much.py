"""Success: the judge takes an output larger than the limit.
verdict: output_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    return jnp.full(2**20, number, jnp.float32)
