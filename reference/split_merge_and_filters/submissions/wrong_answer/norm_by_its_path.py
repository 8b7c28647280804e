"""All of the normalization is among the statistics

The statistics are chosen by the path of the normalization, which has parameters as well. They are the nnx.BatchStats."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.All(nnx.Param, nnx.Not(nnx.PathContains("norm"))), nnx.PathContains("norm"), ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
