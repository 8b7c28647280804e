"""Success: more than a few kernel objects of a kind are held, or any of a kind that grows.
verdict: accepted
"""

import ctypes
import os
import signal
from collections.abc import Callable

import jax
import jax.numpy as jnp

libc = ctypes.CDLL(None, use_errno=True)
FORBIDDEN: tuple[Callable[[], int], ...] = (
    lambda: libc.timerfd_create(0, 0),
    lambda: libc.inotify_init1(0),
    lambda: libc.fanotify_init(0, 0),
    lambda: libc.signalfd(-1, ctypes.create_string_buffer(128), 0),
    lambda: libc.memfd_create(b"attack", 0),
    lambda: libc.timer_create(0, None, ctypes.create_string_buffer(8)),
)
MOST = 64


def events() -> int:
    opened: list[int] = []
    try:
        while len(opened) < 1000:
            opened.append(os.eventfd(0))
    except OSError:
        return len(opened)
    finally:
        for descriptor in opened:
            os.close(descriptor)
    return len(opened)


def pending_signals() -> int:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGRTMIN + 5})
    tgkill = {"x86_64": 234, "aarch64": 131}[os.uname().machine]
    for sent in range(1000):
        if libc.syscall(tgkill, os.getpid(), os.getpid(), signal.SIGRTMIN + 5):
            return sent
    return 1000


def attack(number: float) -> jax.Array:
    escaped = any(make() >= 0 for make in FORBIDDEN)
    escaped = escaped or pending_signals() > MOST
    escaped = escaped or events() > MOST
    return jnp.asarray(number * escaped)
