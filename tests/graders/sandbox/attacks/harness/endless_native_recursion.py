"""Success: overflowing the C stack looks like a fault of the judge's.
verdict: runtime_error|memory_limit_exceeded|time_limit_exceeded
"""

import functools
import sys

import jax
import jax.numpy as jnp


class Endless:
    @functools.cached_property
    def value(self) -> int:
        return max([Endless()], key=lambda item: item.value).value


def attack(number: float) -> jax.Array:
    sys.setrecursionlimit(2**31 - 1)
    return jnp.asarray(number * Endless().value)
