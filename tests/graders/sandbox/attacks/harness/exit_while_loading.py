"""Success: ending the process before the function is even called passes.
verdict: runtime_error
"""

import os

import jax
import jax.numpy as jnp

os._exit(0)


def attack(number: float) -> jax.Array:
    return jnp.asarray(number)
