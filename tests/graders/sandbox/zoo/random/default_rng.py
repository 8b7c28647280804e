"""Python's, NumPy's and Flax's random numbers side by side."""

import random

import jax
import numpy as np
from flax import nnx


def program(x):
    rngs = nnx.Rngs(params=0, dropout=1, default=2)
    generator = np.random.default_rng(5)
    order = list(range(5))
    random.shuffle(order)
    return [
        order,
        generator.normal(size=3),
        np.random.rand(2),
        rngs.params(),
        rngs.dropout(),
        rngs.noise(),
        rngs(),
        rngs.params.count[...],
        rngs.normal((2,)),
        jax.random.normal(rngs.params(), (2,)),
    ]
