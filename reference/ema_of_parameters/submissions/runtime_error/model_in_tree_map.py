"""The model is mapped with a State

A model and a State are different trees. Take the state of the model first: nnx.state(model, nnx.Param)."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = model
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
