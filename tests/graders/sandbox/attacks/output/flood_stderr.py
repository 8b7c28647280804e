"""Success: the judge keeps all that is written to the descriptor of stderr.
verdict: output_limit_exceeded
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    while number:
        os.write(2, b"here" * 4096)
    return jnp.asarray(0.0)
