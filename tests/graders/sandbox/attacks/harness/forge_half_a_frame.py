"""Success: a frame that never comes to its end keeps the judge waiting, or passes.
verdict: runtime_error
"""

import os
import sys

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    pack = sys.modules["graders.sandbox.frames"].pack
    os.write(4, pack({"value": ["array", "jax", "float32", []]}, bytes(4))[:-1])
    os._exit(0)
    return jnp.asarray(number)
