"""The new parameters are added with full weight

decay * average + parameter grows with every step. The parameter has the weight 1 - decay."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: decay * a + p, average, params)
