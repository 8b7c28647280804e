"""Success: another process's limits, priority or processors are changed.
verdict: accepted
"""

import os
import resource
from collections.abc import Callable

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    parent = os.getppid()
    calls: tuple[Callable[[], object], ...] = (
        lambda: resource.prlimit(parent, resource.RLIMIT_CPU, (1000, 1000)),
        lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
        lambda: os.setpriority(os.PRIO_USER, os.getuid(), 19),
        lambda: os.sched_setaffinity(parent, {0}),
        lambda: os.sched_setscheduler(parent, os.SCHED_IDLE, os.sched_param(0)),
    )
    for call in calls:
        try:
            call()
        except OSError:
            continue
        return jnp.asarray(number)
    return jnp.asarray(0.0)
