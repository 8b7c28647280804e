"""Success: the machine's processes, or its own threads, are listed.
verdict: accepted
"""

from pathlib import Path

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for folder in ("/proc", "/proc/self/task", "/proc/self/fd", "/sys/fs/cgroup", "/sys"):
        try:
            list(Path(folder).iterdir())
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
