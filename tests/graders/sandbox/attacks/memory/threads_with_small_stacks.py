"""Success: a thousand threads run at once, each so small that memory does not stop them.
verdict: accepted|runtime_error
"""

import threading
import time

import jax
import jax.numpy as jnp


def attack(number: float) -> jax.Array:
    threading.stack_size(32 * 1024)
    try:
        for _ in range(1000):
            threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
    except RuntimeError:
        return jnp.asarray(0.0)
    return jnp.asarray(number)
