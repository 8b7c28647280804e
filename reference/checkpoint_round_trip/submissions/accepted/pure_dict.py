"""Goes through nested dicts, and updates the model at the end."""

import jax
import numpy as np
from flax import nnx

KINDS = nnx.Any(nnx.Param, nnx.BatchStat)


def flat(tree, prefix=""):
    result = {}
    for key, value in tree.items():
        if isinstance(value, dict):
            result.update(flat(value, f"{prefix}{key}."))
        else:
            result[f"{prefix}{key}"] = value
    return result


def save(model):
    return flat(jax.tree.map(np.array, nnx.to_pure_dict(nnx.state(model, KINDS))))


def restore(model, checkpoint):
    expected = flat(nnx.to_pure_dict(nnx.state(model, KINDS)))
    if expected.keys() != checkpoint.keys():
        raise ValueError("these are not the names")
    if any(np.shape(expected[name]) != np.shape(checkpoint[name]) for name in expected):
        raise ValueError("these are not the shapes")
    nested = {}
    for name, array in checkpoint.items():
        *parents, last = name.split(".")
        place = nested
        for key in parents:
            place = place.setdefault(key, {})
        place[last] = array
    state = nnx.state(model, KINDS)
    nnx.replace_by_pure_dict(state, nested)
    nnx.update(model, state)
