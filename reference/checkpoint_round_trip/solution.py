"""A model as a dict of arrays, and back into a model."""

import numpy as np
from flax import nnx


def _named(model: nnx.Module) -> dict[str, nnx.Variable[np.ndarray]]:
    """What is saved of the model, by its dotted paths; the model's own variables."""
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): variable for path, variable in nnx.to_flat_state(state)}


def save(model: nnx.Module) -> dict[str, np.ndarray]:
    """A copy of all parameters and statistics."""
    return {name: np.array(variable[...]) for name, variable in _named(model).items()}


def restore(model: nnx.Module, checkpoint: dict[str, np.ndarray]) -> None:
    """Write the arrays into the model, in place.

    Raises:
        ValueError: the names or the shapes are not those of the model, which stays as it was.
    """
    variables = _named(model)
    shapes = {name: variable.shape for name, variable in variables.items()}
    if shapes != {name: array.shape for name, array in checkpoint.items()}:
        raise ValueError("the checkpoint is that of another model")
    for name, variable in variables.items():
        variable[...] = checkpoint[name]
