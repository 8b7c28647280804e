"""Success: the empty signal reaches the parent, a neighbour, or everyone.
verdict: accepted
"""

import errno
import os

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    own = os.getpid()
    neighbours = [own + offset for offset in range(-20, 20) if offset]
    for process in (os.getppid(), 1, 0, -1, -own, -os.getppid(), *neighbours):
        try:
            os.kill(process, 0)
        except OSError as error:
            if error.errno == errno.EPERM:
                continue
        return jnp.asarray(number)
    # The parent leads its session, so its group has its id.
    for group in (0, os.getpgid(0), os.getppid()):
        try:
            os.killpg(group, 0)
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
