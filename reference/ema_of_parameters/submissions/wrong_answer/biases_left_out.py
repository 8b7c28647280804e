"""The biases are not averaged

Only the kernels move, and the biases stay where they began. All nnx.Params are averaged."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p if p.ndim > 1 else a, average, params)
