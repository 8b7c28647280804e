"""The two states have different paths

The average has the parameters, and the other state more than that, so that they can not be mapped together. Take nnx.state(model, nnx.Param) of both."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
