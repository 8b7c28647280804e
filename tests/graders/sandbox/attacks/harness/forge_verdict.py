"""Success: a frame that says it passed is believed.
verdict: security_violation
"""

import os
import sys

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    pack = sys.modules["graders.sandbox.frames"].pack
    os.write(4, pack({"verdict": "accepted", "passed": True, "score": 1.0, "equal": True}))
    return jnp.asarray(number)
