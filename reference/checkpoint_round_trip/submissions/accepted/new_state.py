"""Makes a state of the arrays, and updates the model with it."""

import jax
import numpy as np
from flax import nnx


def flat_state(model):
    state = nnx.state(model, (nnx.Param, nnx.BatchStat))
    return {".".join(map(str, path)): (path, value) for path, value in nnx.to_flat_state(state)}


def save(model):
    return {name: jax.device_get(value[...]) for name, (_, value) in flat_state(model).items()}


def restore(model, checkpoint):
    flat = flat_state(model)
    if sorted(flat) != sorted(checkpoint):
        raise ValueError("names")
    for name in flat:
        if flat[name][1].shape != np.asarray(checkpoint[name]).shape:
            raise ValueError("shape")
    pairs = [(path, value.replace(checkpoint[name])) for name, (path, value) in flat.items()]
    nnx.update(model, nnx.from_flat_state(pairs))
