"""The average is written into the model

update changes the model, so that it trains on from the average. Leave the model as it is."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    average = jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
    nnx.update(model, jax.tree.map(jnp.array, average))
    return average
