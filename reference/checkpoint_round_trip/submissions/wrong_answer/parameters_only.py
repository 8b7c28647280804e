"""The statistics are not saved

Only the nnx.Params are saved. The nnx.BatchStats belong to the model as well."""

import numpy as np
from flax import nnx


def variables_of(model):
    state = nnx.state(model, nnx.Param)
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model):
    return {name: np.array(variable[...]) for name, variable in variables_of(model).items()}


def restore(model, checkpoint):
    variables = variables_of(model)
    if set(variables) != set(checkpoint):
        raise ValueError("the names differ")
    for name, variable in variables.items():
        if variable.shape != checkpoint[name].shape:
            raise ValueError(f"{name} has another shape")
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
