"""Success: a file stays in /tmp.
verdict: security_violation
"""

from pathlib import Path

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    Path("/tmp/nnx-judge-attack-file").write_text("here")
    return jnp.asarray(number)
