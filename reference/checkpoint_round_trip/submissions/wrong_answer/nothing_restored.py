"""The model is not changed

The model has the same values after restore as before. Write into its own variables, variable[...] = array, or call nnx.update(model, state)."""

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
        if variable.shape != checkpoint[name].shape:
            raise ValueError(f"{name} has another shape")
    for name, variable in variables.items():
        variable = checkpoint[name]
