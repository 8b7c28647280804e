"""Success: a crash in native code looks like a fault of the judge's.
verdict: runtime_error
"""

import ctypes

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    ctypes.string_at(8)
    return jnp.asarray(number)
