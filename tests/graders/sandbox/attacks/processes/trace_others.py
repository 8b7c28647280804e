"""Success: the parent or a neighbour is traced.
verdict: accepted
"""

import ctypes
import errno
import os

import jax
import jax.numpy as jnp

PTRACE_TRACEME, PTRACE_ATTACH, PTRACE_SEIZE = 0, 16, 0x4206
REFUSED = (errno.EPERM, errno.EACCES)
libc = ctypes.CDLL(None, use_errno=True)


def attack(number: float) -> jax.Array:
    own = os.getpid()
    others = [os.getppid(), 1, *(own + offset for offset in range(-20, 20) if offset)]
    for process in others:
        for request in (PTRACE_SEIZE, PTRACE_ATTACH):
            if libc.ptrace(request, process, None, None) == 0 or ctypes.get_errno() not in REFUSED:
                return jnp.asarray(number)
    return jnp.asarray(number * (libc.ptrace(PTRACE_TRACEME, 0, None, None) == 0))
