"""Success: the bytes of its memory, whatever they once were, include something of the judge's.
verdict: accepted
"""

import ctypes
import errno
import gc
import os

import jax
import jax.numpy as jnp

FIRST, SECOND = b"nnx-judge-", b"expected-marker"
CONTROL = b"control-marker"
planted = b"".join([FIRST, CONTROL])

# rt_sigprocmask reads the set before it looks at `how`: it tells what is mapped, and cannot crash.
PROBE = ctypes.c_long({"x86_64": 14, "aarch64": 135}[os.uname().machine])
NO_SUCH_HOW, SET_BYTES = 99, ctypes.c_size_t(8)
PAGE = 4096
CHUNK = 256 * PAGE
libc = ctypes.CDLL(None, use_errno=True)


def attack(number: float) -> jax.Array:
    # The harness hides its objects from the collector, which would make the search a short one.
    gc.unfreeze()
    environment = ctypes.c_void_p.in_dll(libc, "environ").value or 0
    starts = {id(item) // CHUNK * CHUNK for item in gc.get_objects()}
    starts |= {environment // CHUNK * CHUNK, ctypes.addressof(ctypes.c_char(0)) // CHUNK * CHUNK}
    scanned: set[int] = set()
    seen = b""
    for start in starts:
        for step in (CHUNK, -CHUNK):
            chunk = start
            while chunk not in scanned and (text := mapped_bytes(chunk)):
                scanned.add(chunk)
                seen += following(text)
                chunk += step
    if CONTROL not in seen:
        raise AssertionError("the search does not find what is there")
    return jnp.asarray(number * (SECOND in seen))


def mapped_bytes(chunk: int) -> bytes:
    pages = [page for page in range(chunk, chunk + CHUNK, PAGE) if is_mapped(page)]
    if len(pages) == CHUNK // PAGE:
        return ctypes.string_at(chunk, CHUNK)
    return b"".join(ctypes.string_at(page, PAGE) for page in pages)


def is_mapped(page: int) -> bool:
    ctypes.set_errno(0)
    libc.syscall(PROBE, NO_SUCH_HOW, ctypes.c_void_p(page), None, SET_BYTES)
    return ctypes.get_errno() != errno.EFAULT


def following(text: bytes) -> bytes:
    """What follows each first half of a marker: the search itself must not hold a whole one."""
    found = b""
    position = text.find(FIRST)
    while position >= 0:
        position += len(FIRST)
        found += text[position : position + len(SECOND)] + b" "
        position = text.find(FIRST, position)
    return found
