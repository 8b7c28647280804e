"""Knows a kernel by its two axes, and splits a state instead of the model."""

from flax import nnx


def take_apart(model):
    graphdef, state = nnx.split(model)
    matrices = nnx.All(nnx.Param, lambda path, variable: variable.ndim == 2)
    return graphdef, *nnx.split_state(state, matrices, nnx.Param, nnx.BatchStat, ...)


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, nnx.merge_state(rest, statistics, others, kernels))
    output = model(x)
    others = nnx.Not(nnx.Any(nnx.Param, nnx.BatchStat))
    return output, nnx.state(model, nnx.BatchStat), nnx.state(model, others)
