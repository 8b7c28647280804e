"""Nothing of what the call changed is returned

call returns the states that it got. Take them from the model afterwards."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest, copy=True)
    output = model(x)
    return output, statistics, rest
