"""decay and 1 - decay are swapped

decay multiplies the parameter, and 1 - decay the average. decay is the share of the average that is kept."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: (1 - decay) * a + decay * p, average, params)
