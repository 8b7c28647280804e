"""The layers' biases are among the kernels

The filter takes all parameters of the linear layers. Only those that are named kernel are kernels."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.Any(nnx.PathContains("hidden"), nnx.PathContains("output")))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
