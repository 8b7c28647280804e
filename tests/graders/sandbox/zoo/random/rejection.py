"""Draws by rejection, in loops of unknown length: gamma, beta, Poisson."""

from jax import random


def program(x):
    key = random.key(11)
    return [
        random.gamma(key, 2.5, (3,)),
        random.beta(key, 2.0, 0.5, (2,)),
        random.poisson(key, 4.0, (3,)),
        random.dirichlet(key, abs(x[0]) + 0.2),
    ]
