"""Success: a file that takes the machine's memory stays in /dev/shm.
verdict: security_violation
"""

from pathlib import Path

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    with Path("/dev/shm/nnx-judge-attack-file").open("wb") as file:
        for _ in range(64):
            file.write(bytes(2**20))
    return jnp.asarray(number)
