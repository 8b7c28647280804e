"""Success: pages are locked into memory.
verdict: accepted
"""

import ctypes
import mmap

import jax
import jax.numpy as jnp

MCL_CURRENT_AND_FUTURE = 3
libc = ctypes.CDLL(None)


def attack(number: float) -> jax.Array:
    page = ctypes.create_string_buffer(mmap.PAGESIZE)
    locked = (
        libc.mlock(page, ctypes.c_size_t(mmap.PAGESIZE)),
        libc.mlockall(MCL_CURRENT_AND_FUTURE),
    )
    return jnp.asarray(number * (0 in locked))
