"""The average that was passed is changed

update writes into the variables of the average that it got, and so changes those before it as well. Return a new State."""

import jax
import jax.numpy as jnp
from flax import nnx


def init(model):
    return jax.tree.map(jnp.array, nnx.state(model, nnx.Param))


def update(average, model, decay):
    params = nnx.state(model, nnx.Param)
    for a, p in zip(nnx.to_flat_state(average), nnx.to_flat_state(params), strict=True):
        a[1][...] = decay * a[1][...] + (1 - decay) * p[1][...]
    return average
