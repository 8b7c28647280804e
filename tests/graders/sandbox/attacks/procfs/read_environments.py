"""Success: the environment of a process is read: its own file, the parent's, or another's.
verdict: accepted
"""

import os
from pathlib import Path

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    own = os.getpid()
    others = [os.getppid(), *(own + offset for offset in range(-30, 30))]
    for process in ("self", "thread-self", 1, *others):
        try:
            Path(f"/proc/{process}/environ").read_bytes()
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
