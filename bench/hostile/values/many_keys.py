"""Success: a hundred thousand PRNG keys are shown in full.
verdict: wrong_answer|output_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    words = jnp.zeros((100_000, 2), jnp.uint32)
    keys: jax.Array = jax.random.wrap_key_data(words, impl="threefry2x32")
    return keys
