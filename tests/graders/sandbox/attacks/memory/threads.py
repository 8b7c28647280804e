"""Success: a thousand threads run at once.
verdict: accepted|runtime_error|memory_limit_exceeded
"""

import threading
import time

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    try:
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    except (RuntimeError, MemoryError):
        return jnp.asarray(0.0)
    return jnp.asarray(number)
