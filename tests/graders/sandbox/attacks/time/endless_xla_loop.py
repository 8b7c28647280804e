"""Success: native code that never looks at a signal is still running.
verdict: time_limit_exceeded
"""

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    return jax.lax.while_loop(lambda x: x > -2, jnp.sin, jnp.asarray(number))
