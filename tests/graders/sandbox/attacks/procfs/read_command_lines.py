"""Success: the arguments or the state of another process are read.
verdict: accepted
"""

import os
from pathlib import Path

import jax
import jax.numpy as jnp

FILES = ("cmdline", "status", "stat", "comm", "mountinfo", "cgroup", "limits", "net/tcp")


def attack(number: float) -> jax.Array:
    own = os.getpid()
    others = [os.getppid(), *(own + offset for offset in range(-30, 30))]
    for process in ("self", 1, *others):
        for name in FILES:
            try:
                Path(f"/proc/{process}/{name}").read_bytes()
            except OSError:
                continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)
