"""Success: it is still running when the judge answers, or the judge never does.
verdict: time_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    while number:
        pass
    return jnp.asarray(0.0)
