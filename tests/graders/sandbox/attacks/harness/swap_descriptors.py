"""Success: reading its own answers as its jobs, or printing them, confuses the judge.
verdict: runtime_error|security_violation|wrong_answer|time_limit_exceeded
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    read, write = os.pipe()
    os.dup2(read, 3)
    os.dup2(4, 1)
    os.write(write, b"\0" * 8)
    os.write(1, b"here" * 10)
    return jnp.asarray(number)
