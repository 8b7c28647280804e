"""Success: a shell runs a command.
verdict: accepted
"""

import os
import subprocess
from collections.abc import Callable

import jax
import jax.numpy as jnp

COMMAND = ["/bin/sh", "-c", ":"]
WAYS: tuple[Callable[[], object], ...] = (
    lambda: subprocess.run(COMMAND, check=True),
    lambda: subprocess.run(COMMAND, check=True, close_fds=False),
    lambda: os.posix_spawn(COMMAND[0], COMMAND, {}),
    lambda: os.popen(":").read(),
)


def attack(number: float) -> jax.Array:
    for way in WAYS:
        try:
            way()
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(number * (os.system(":") == 0))
