"""An array of another shape is accepted

The shapes are not compared, and an array of one number is repeated until it fits. Raise a ValueError where an array has another shape than the variable."""

import numpy as np
from flax import nnx


def variables_of(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model):
    return {name: np.array(variable[...]) for name, variable in variables_of(model).items()}


def restore(model, checkpoint):
    variables = variables_of(model)
    if set(variables) != set(checkpoint):
        raise ValueError("the names differ")
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
