"""The average moves away from the parameters

The difference has the wrong sign: average + (1 - decay) * (parameter - average)."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: a + (1 - decay) * (a - p), average, params)
