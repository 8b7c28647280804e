"""Returns the states that it got: the model consists of their variables, which the call changes."""

from flax import nnx


def take_apart(model):
    kernel = nnx.All(nnx.PathContains("kernel"), nnx.Param)
    return nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)


def call(graphdef, kernels, others, statistics, rest, x):
    output = nnx.merge(graphdef, kernels, others, statistics, rest)(x)
    return output, statistics, rest
