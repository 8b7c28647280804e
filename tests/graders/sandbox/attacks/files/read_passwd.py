"""Success: the machine's users are read.
verdict: security_violation
"""

from pathlib import Path

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    Path("/etc/passwd").read_text()
    return jnp.asarray(number)
