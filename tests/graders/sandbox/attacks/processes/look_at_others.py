"""Success: something is learnt of another process by its id, if only that it exists.
verdict: accepted
"""

import ctypes
import os
import resource
import time
from collections.abc import Callable

import jax
import jax.numpy as jnp

NEVER_THERE = 2**22 + 1
libc = ctypes.CDLL(None, use_errno=True)


def answer(call: Callable[[int], object], process: int) -> object:
    try:
        return call(process)
    except OSError as error:
        return error.errno


def clock(process: int) -> int:
    return (~process << 3) | 2


def sleep_by_clock(process: int) -> int:
    # Flag 1: until a time, which is over.
    moment = (ctypes.c_long * 2)(0, 0)
    return int(libc.clock_nanosleep(clock(process), 1, moment, None))


CALLS: tuple[Callable[[int], object], ...] = (
    os.getpgid,
    os.getsid,
    os.sched_getaffinity,
    os.sched_getscheduler,
    lambda process: int(libc.sched_getparam(process, ctypes.create_string_buffer(64))),
    lambda process: os.getpriority(os.PRIO_PROCESS, process),
    lambda process: os.getpriority(os.PRIO_PGRP, process),
    lambda process: resource.prlimit(process, resource.RLIMIT_NOFILE),
    lambda process: time.clock_gettime(clock(process)),
    lambda process: time.clock_getres(clock(process)),
    sleep_by_clock,
    lambda process: os.kill(process, 0),
    os.pidfd_open,
)


def attack(number: float) -> jax.Array:
    told = [name for name in CALLS if answer(name, os.getppid()) != answer(name, NEVER_THERE)]
    of_user = answer(lambda user: os.getpriority(os.PRIO_USER, user), 0)
    return jnp.asarray(number * (bool(told) or of_user != 1))
