"""A missing name gives a KeyError, and the rest nothing

Names and shapes are not compared before anything is written. Raise a ValueError where they differ."""

import numpy as np
from flax import nnx


def variables_of(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model):
    return {name: np.array(variable[...]) for name, variable in variables_of(model).items()}


def restore(model, checkpoint):
    variables = variables_of(model)
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
