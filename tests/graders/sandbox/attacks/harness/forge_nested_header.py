"""Success: a header of brackets within brackets overflows the judge's stack.
verdict: output_limit_exceeded|security_violation
"""

import os
import sys

import jax
import jax.numpy as jnp

# Of so many that the reader does not refuse the frame by their number alone.
LENGTH = 200_000


def attack(number: float) -> jax.Array:
    pack = sys.modules["graders.sandbox.frames"].pack
    frame = pack("n" * LENGTH)
    os.write(4, frame.replace(b"n" * LENGTH, b"[" * LENGTH).replace(b'"', b"["))
    return jnp.asarray(number)
