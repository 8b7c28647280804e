"""The model is called in evaluation mode

The model is switched to evaluation. Call it as it is."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    model.eval()
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
