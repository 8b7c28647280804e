"""Draws of whole numbers, categories, and orders."""

import jax
import jax.numpy as jnp
from jax import random


@jax.jit
def several(x):
    key = random.key(5)
    return [
        random.randint(key, (4,), -3, 9),
        random.bernoulli(key, 0.3, (5,)),
        random.categorical(key, x, axis=1),
        random.choice(key, 6, (3,), replace=False),
        random.choice(key, x[0], (3,), p=jnp.array([0.1, 0.2, 0.3, 0.4])),
        random.permutation(key, x),
        random.bits(key, (3,), "uint8"),
    ]


def program(x):
    return several(x), x + 1
