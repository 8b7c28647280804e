"""Compiles the update, with the decay as an argument."""

import jax
from flax import nnx


@jax.jit
def move(average, params, decay):
    return jax.tree.map(lambda a, p: p + decay * (a - p), average, params)


def init(model):
    params = nnx.state(model, nnx.Param)
    leaves, structure = jax.tree.flatten(params)
    return jax.tree.unflatten(structure, list(leaves))


def update(average, model, decay):
    return move(average, nnx.state(model, nnx.Param), decay)
