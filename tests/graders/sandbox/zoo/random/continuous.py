"""Draws from continuous distributions."""

import jax
from jax import random


@jax.jit
def draw(key):
    names = (
        "normal",
        "uniform",
        "exponential",
        "laplace",
        "logistic",
        "gumbel",
        "cauchy",
        "rayleigh",
    )
    keys = random.split(key, len(names) + 2)
    draws = {
        name: getattr(random, name)(
            key, **({"scale": 2.0} if name == "rayleigh" else {}), shape=(3,)
        )
        for name, key in zip(names, keys, strict=False)
    }
    draws["truncated"] = random.truncated_normal(keys[-2], -1.0, 2.0, (3,))
    draws["multivariate"] = random.multivariate_normal(
        keys[-1], jax.numpy.zeros(2), jax.numpy.eye(2) * 2
    )
    return draws


def program(x):
    return draw(random.key(7)), x + random.normal(random.key(8), x.shape)
