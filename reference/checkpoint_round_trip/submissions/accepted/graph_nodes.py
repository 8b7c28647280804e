"""Finds the variables by going through the model."""

import numpy as np
from flax import nnx


def names_and_variables(model):
    for path, node in nnx.iter_graph(model):
        if isinstance(node, (nnx.Param, nnx.BatchStat)):
            yield ".".join(str(part) for part in path), node


def save(model):
    return {name: np.array(node[...], copy=True) for name, node in names_and_variables(model)}


def restore(model, checkpoint):
    nodes = dict(names_and_variables(model))
    for name in [*nodes, *checkpoint]:
        if name not in nodes or name not in checkpoint:
            raise ValueError(name)
        if np.shape(nodes[name]) != np.shape(checkpoint[name]):
            raise ValueError(name)
    for name, node in nodes.items():
        node[...] = checkpoint[name]
