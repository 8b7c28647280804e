"""A model changed at another level of tracing than it was made at."""

import jax
from flax import nnx


def program(x):
    model = nnx.BatchNorm(4, rngs=nnx.Rngs(0))
    return jax.jit(lambda v: model(v))(x)
