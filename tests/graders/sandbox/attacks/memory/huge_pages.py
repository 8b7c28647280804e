"""Success: memory is taken from the machine's reserve of huge pages.
verdict: security_violation
"""

import mmap

import jax
import jax.numpy as jnp

MAP_HUGETLB = 0x40000


def attack(number: float) -> jax.Array:
    try:
        mmap.mmap(-1, 2**21, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | MAP_HUGETLB)
    except PermissionError:
        raise
    except OSError:
        pass  # The kernel was asked, and only has none to spare.
    return jnp.asarray(number)
