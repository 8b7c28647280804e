"""Threads that compile and compute."""

import threading
from concurrent.futures import ThreadPoolExecutor

import jax
import jax.numpy as jnp


def work(scale):
    def body(carry, row):
        return carry * 0.5 + row * scale, carry.sum()

    return jax.jit(lambda v: jax.lax.scan(body, jnp.zeros(4), v))


def program(x):
    with ThreadPoolExecutor(3) as pool:
        results = list(pool.map(lambda scale: work(scale)(x), (1.0, 2.0, 3.0)))
    kept = {}
    thread = threading.Thread(target=lambda: kept.update(y=jnp.tanh(x) @ x.T))
    thread.start()
    thread.join()
    return results, kept
