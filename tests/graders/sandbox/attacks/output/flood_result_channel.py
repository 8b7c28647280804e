"""Success: the judge keeps all that comes over the result pipe.
verdict: output_limit_exceeded|security_violation
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    while number:
        os.write(4, b"\xff" * 2**16)
    return jnp.asarray(0.0)
