"""Has Optax make the steps."""

import optax
from flax import nnx


def init(model):
    _, params, _ = nnx.split(nnx.clone(model), nnx.Param, ...)
    return params


def update(average, model, decay):
    return optax.incremental_update(nnx.state(model, nnx.Param), average, step_size=1 - decay)
