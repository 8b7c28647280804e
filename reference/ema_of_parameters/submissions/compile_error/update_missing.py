"""Both init and update must be defined."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def step(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
