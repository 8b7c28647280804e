"""The average starts at zero

The first average is zero. It is the parameters as they are before the first step."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.zeros_like, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
