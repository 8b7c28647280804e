"""The rest is that from before the call

call returns the rest that it got, so that every call drops the same units. Take it from the model afterwards."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest, copy=True)
    output = model(x)
    _, _, _, statistics, _ = take_apart(model)
    return output, statistics, rest
