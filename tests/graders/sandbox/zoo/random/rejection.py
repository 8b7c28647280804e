"""Draws by rejection, in loops of unknown length: gamma, beta, Poisson."""

import jax
from jax import random


@jax.jit
def several(x):
    key = random.key(11)
    return [
        random.gamma(key, 2.5, (3,)),
        random.beta(key, 2.0, 0.5, (2,)),
        random.poisson(key, 4.0, (3,)),
        random.dirichlet(key, abs(x[0]) + 0.2),
    ]


def program(x):
    return several(x), x + 1
