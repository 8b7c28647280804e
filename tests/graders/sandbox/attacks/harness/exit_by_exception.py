"""Success: leaving before there is an output passes.
verdict: runtime_error
"""

import sys

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    if number:
        sys.exit(0)
    return jnp.asarray(0.0)
