"""Success: a frame whose sizes, types or nesting lie stops the judge or is believed.
verdict: security_violation|wrong_answer
"""

import os
import sys

import jax
import jax.numpy as jnp

VALUES: tuple[object, ...] = (
    ["array", "jax", "float32", [2**31, 2**31, 2**31]],
    ["array", "jax", "object", []],
    ["array", "jax", "float32", [-1]],
    ["array", "jax", "float32", [1e400]],
    ["node", "dict", [["a"], "b"]],
    ["constant", {"verdict": "accepted"}],
    None,
)


def attack(number: float) -> jax.Array:
    # One a process: which, the process id decides.
    value = VALUES[os.getpid() % len(VALUES)]
    pack = sys.modules["graders.sandbox.frames"].pack
    os.write(4, pack({"value": value}, bytes(4)))
    return jnp.asarray(number)
