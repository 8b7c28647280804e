"""Success: a header of brackets within brackets overflows the judge's stack.
verdict: output_limit_exceeded|security_violation
"""

import os
import sys

import jax
import jax.numpy as jnp

LENGTH = 1_000_000


def attack(number: float) -> jax.Array:
    pack = sys.modules["graders.sandbox.frames"].pack
    frame = pack("n" * LENGTH)
    os.write(4, frame.replace(b"n" * LENGTH, b"[" * LENGTH).replace(b'"', b"["))
    return jnp.asarray(number)
