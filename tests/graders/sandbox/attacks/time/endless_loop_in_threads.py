"""Success: its threads use more processor time than it may.
verdict: time_limit_exceeded
"""

import threading

import jax
import jax.numpy as jnp


def spin(number: float) -> None:
    while number:
        pass


def attack(number: float) -> jax.Array:
    for _ in range(8):
        threading.Thread(target=spin, args=(number,)).start()
    spin(number)
    return jnp.asarray(0.0)
