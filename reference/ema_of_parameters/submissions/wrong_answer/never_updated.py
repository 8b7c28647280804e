"""The average never changes

update returns the average that it got. Move it towards the parameters."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return average
