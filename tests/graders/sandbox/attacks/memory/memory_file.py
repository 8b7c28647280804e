"""Success: a file in memory is made, whose content no rlimit and no resident size counts.
verdict: accepted
"""

import ctypes
import os

import jax
import jax.numpy as jnp

MEMFD_CREATE = {"x86_64": 319, "aarch64": 279}
MEMFD_SECRET = 447


def attack(number: float) -> jax.Array:
    libc = ctypes.CDLL(None)
    create = ctypes.c_long(MEMFD_CREATE[os.uname().machine])
    files = (
        libc.syscall(create, b"here", 0),
        libc.memfd_create(b"here", 0),
        libc.syscall(ctypes.c_long(MEMFD_SECRET), 0),
    )
    return jnp.asarray(number * (max(files) >= 0))
