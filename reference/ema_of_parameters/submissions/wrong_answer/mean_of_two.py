"""The mean of average and parameters is taken

Both have a weight of a half. The average has the weight decay, and the parameter 1 - decay."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: (a + p) / 2, average, params)
