"""Success: a system call by its number in the x32 table, past a filter that knows the usual ones.
verdict: security_violation|accepted
"""

import ctypes

import jax
import jax.numpy as jnp

X32, SOCKET, AF_INET, SOCK_STREAM = 0x40000000, 41, 2, 1


def attack(number: float) -> jax.Array:
    libc = ctypes.CDLL(None)
    descriptor = libc.syscall(ctypes.c_long(X32 | SOCKET), AF_INET, SOCK_STREAM, 0)
    return jnp.asarray(number * (descriptor >= 0))
