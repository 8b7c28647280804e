"""Success: bytes on the result pipe that are no frame are taken for an answer.
verdict: security_violation
"""

import os
import struct

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    # As lengths these bytes are small enough for any limit.
    os.write(4, struct.pack("<II", 16, 0) + b"verdict:accepted")
    return jnp.asarray(number)
