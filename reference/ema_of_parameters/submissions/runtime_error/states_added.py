"""Arithmetic is done with a whole State

An nnx.State can not be multiplied: jax.tree.map applies a function to each of its arrays."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return decay * average + (1 - decay) * params
