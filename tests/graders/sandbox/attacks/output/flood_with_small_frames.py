"""Success: answers that nobody asked for pile up in the judge.
verdict: accepted|security_violation|wrong_answer|time_limit_exceeded
"""

import os
import struct
import sys

import jax
import jax.numpy as jnp

HEADER = {"value": ["array", "jax", "float32", []]}


def attack(number: float) -> jax.Array:
    frame = sys.modules["graders.sandbox.frames"].pack(HEADER, struct.pack("<f", number))
    while number:
        os.write(4, frame * 100)
    return jnp.asarray(0.0)
