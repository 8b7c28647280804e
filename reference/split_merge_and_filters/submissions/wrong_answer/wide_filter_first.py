"""The kernels go to the filter of all parameters

nnx.Param comes before the filter of the kernels, and takes them. Each variable goes to the first filter that it fits: put the narrow one first."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, nnx.Param, kernel, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
