"""Random directions and rotations, and initialisers."""

import jax
from jax import random
from jax.nn import initializers


@jax.jit
def several(x):
    key = random.key(0)
    names = ("lecun_normal", "he_uniform", "xavier_normal")
    return [
        *(getattr(initializers, name)()(key, (4, 3)) for name in names),
        initializers.orthogonal()(key, (3, 3)),
        random.ball(key, 3, shape=(2,)),
        initializers.truncated_normal(0.5)(key, (2, 2)),
    ]


def program(x):
    return several(x), x + 1
