"""Success: a descriptor is open that was not given to it.
verdict: accepted
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for descriptor in range(5, 4096):
        try:
            os.write(descriptor, b"here")
        except OSError as error:
            if error.errno == 9:
                continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
