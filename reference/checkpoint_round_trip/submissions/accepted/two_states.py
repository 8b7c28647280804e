"""Saves parameters and statistics one after the other."""

import jax.numpy as jnp
import numpy as np
from flax import nnx


def save(model):
    saved = {}
    for kind in (nnx.Param, nnx.BatchStat):
        for path, variable in nnx.to_flat_state(nnx.state(model, kind)):
            saved[".".join(map(str, path))] = np.asarray(variable[...])
    return saved


def restore(model, checkpoint):
    left = dict(checkpoint)
    writes = []
    for kind in (nnx.Param, nnx.BatchStat):
        for path, variable in nnx.to_flat_state(nnx.state(model, kind)):
            array = left.pop(".".join(map(str, path)), None)
            if array is None or array.shape != variable.shape:
                raise ValueError(f"nothing fits {path}")
            writes.append((variable, array))
    if left:
        raise ValueError(f"nothing has the names {list(left)}")
    for variable, array in writes:
        variable[...] = jnp.asarray(array)
