"""There are dicts in the dict

The dict must have arrays as its values, and not dicts. Join the parts of each path by dots."""

import numpy as np
from flax import nnx


def variables_of(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return nnx.to_pure_dict(state)


def restore(model, checkpoint):
    variables = variables_of(model)
    if set(variables) != set(checkpoint):
        raise ValueError("the names differ")
    for name, variable in variables.items():
        if variable.shape != checkpoint[name].shape:
            raise ValueError(f"{name} has another shape")
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
