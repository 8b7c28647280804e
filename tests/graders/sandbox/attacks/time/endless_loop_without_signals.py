"""Success: it is still running, as no signal that can be ignored or blocked ends it.
verdict: time_limit_exceeded
"""

import signal

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    for name in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(name, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while number:
        try:
            while True:
                pass
        except BaseException:  # noqa: BLE001 - it would not end
            continue
    return jnp.asarray(0.0)
