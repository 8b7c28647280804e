"""Success: overflowing the stack looks like a fault of the judge's.
verdict: runtime_error|memory_limit_exceeded|time_limit_exceeded
"""

import sys

import jax
import jax.numpy as jnp


def descend(depth: int) -> int:
    return descend(depth + 1) + 1


def attack(number: float) -> jax.Array:
    sys.setrecursionlimit(2**31 - 1)
    return jnp.asarray(descend(int(number)))
