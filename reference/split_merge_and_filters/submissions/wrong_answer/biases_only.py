"""The scale is among the rest

The other parameters are chosen by the name bias, so that the normalization's scale is left for the rest. They are all other nnx.Params."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.PathContains("bias"), nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
