"""The parameters are returned among the rest

The rest after the call has the parameters too. It has the variables that are neither nnx.Param nor nnx.BatchStat."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    statistics, rest = nnx.state(model, nnx.BatchStat, ...)
    return output, statistics, rest
