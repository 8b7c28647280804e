"""The average is a dict, not an nnx.State

The average is a dict of arrays. Return an nnx.State: jax.tree.map gives one if it gets one."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return nnx.to_pure_dict(jax.tree.map(jnp.array, nnx.state(model, nnx.Param)))


def update(average, model, decay):
    params = nnx.to_pure_dict(nnx.state(model, nnx.Param))
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
