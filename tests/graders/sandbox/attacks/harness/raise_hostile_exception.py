"""Success: an exception whose own methods raise, print or never end stops the harness.
verdict: runtime_error
"""

import jax
import jax.numpy as jnp


class MetaHostile(type):
    def __getattribute__(cls, name: str) -> object:
        raise SystemExit(0)


class HostileError(BaseException):
    def __str__(self) -> str:
        raise SystemExit(0)

    __repr__ = __str__

    def __getattribute__(self, name: str) -> object:
        raise SystemExit(0)


def attack(number: float) -> jax.Array:
    if number:
        raise HostileError
    return jnp.asarray(0.0)
