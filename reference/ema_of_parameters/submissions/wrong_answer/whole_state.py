"""The count of calls is averaged too

The average has all of the state. Take the parameters: nnx.state(model, nnx.Param)."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model))


def update(average, model, decay):
    params = nnx.state(model)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
