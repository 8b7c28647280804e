"""Keeps the average in a copy of the model."""

import copy

import jax
from flax import nnx


def init(model):
    return nnx.state(copy.deepcopy(model), nnx.Param)


def update(average, model, decay):
    shadow = nnx.clone(model)
    current = nnx.state(shadow, nnx.Param)
    nnx.update(
        shadow, jax.tree.map(lambda p, a: (1.0 - decay) * p + decay * a, current, average)
    )
    return nnx.state(shadow, nnx.Param)
