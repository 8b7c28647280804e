"""Success: the judge keeps all that is printed.
verdict: output_limit_exceeded
"""

import sys

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    while number:
        sys.stdout.write("here" * 4096)
    return jnp.asarray(0.0)
