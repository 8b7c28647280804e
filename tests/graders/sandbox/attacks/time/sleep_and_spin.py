"""Success: it goes on for ever, because what it waits for looks like a busy machine.
verdict: time_limit_exceeded
"""

import threading
import time

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    def alternate() -> None:
        while True:
            time.sleep(0.004)
            end = time.perf_counter() + 0.0005
            while time.perf_counter() < end:
                pass

    for _ in range(8):
        threading.Thread(target=alternate, daemon=True).start()
    time.sleep(60)
    return jnp.asarray(number)
