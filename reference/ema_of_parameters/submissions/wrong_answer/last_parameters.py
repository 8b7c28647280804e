"""The parameters are returned as they are

update returns the latest parameters. Only the share 1 - decay comes from them."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    return jax.tree.map(jnp.array, params)
