"""Only one layer's kernel is among the kernels

The filter names a layer. A kernel is each nnx.Param that is named kernel."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("hidden"), nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
