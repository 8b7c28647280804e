"""An AssertionError is raised, not a ValueError

assert raises an AssertionError, and may be switched off. Raise a ValueError."""

import numpy as np
from flax import nnx


def variables_of(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model):
    return {name: np.array(variable[...]) for name, variable in variables_of(model).items()}


def restore(model, checkpoint):
    variables = variables_of(model)
    assert set(variables) == set(checkpoint)
    for name, variable in variables.items():
        assert variable.shape == checkpoint[name].shape
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
