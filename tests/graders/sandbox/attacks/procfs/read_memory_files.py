"""Success: memory, or a map of it, is read: its own, the parent's, or another's.
verdict: accepted
"""

import os
from pathlib import Path

import jax
import jax.numpy as jnp

FILES = ("mem", "maps", "smaps", "pagemap", "auxv", "stack", "syscall", "map_files", "stat")


def attack(number: float) -> jax.Array:
    own = os.getpid()
    others = [os.getppid(), *(own + offset for offset in range(-30, 30))]
    for process in ("self", "thread-self", 1, *others):
        for name in FILES:
            try:
                with Path(f"/proc/{process}/{name}").open("rb"):
                    return jnp.asarray(number)
            except OSError:
                continue
    return jnp.asarray(0.0)
