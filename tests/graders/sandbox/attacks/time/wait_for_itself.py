"""Success: threads that wait for each other go on for ever.
verdict: time_limit_exceeded
"""

import threading

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    lock = threading.Lock()
    lock.acquire()
    for _ in range(8):
        threading.Thread(target=lock.acquire, daemon=True).start()
    lock.acquire()
    return jnp.asarray(number)
