"""Success: ending the process before there is an output passes.
verdict: runtime_error
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    os._exit(0)
    return jnp.asarray(number)
