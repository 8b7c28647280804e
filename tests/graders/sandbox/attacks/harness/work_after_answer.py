"""Success: what runs after the answer was sent changes it, or outlives the judging.
verdict: accepted|security_violation|wrong_answer
"""

import atexit
import os
import threading
import time

import jax
import jax.numpy as jnp


class Late:
    def __del__(self) -> None:
        os.write(4, b"late")


kept = [Late()]


def write_late() -> None:
    time.sleep(0.02)
    for _ in range(1000):
        os.write(4, b'{"value":["constant","late"]}')


def attack(number: float) -> jax.Array:
    atexit.register(write_late)
    for daemon in (True, False):
        threading.Thread(target=write_late, daemon=daemon).start()
    return jnp.asarray(0 * number)
