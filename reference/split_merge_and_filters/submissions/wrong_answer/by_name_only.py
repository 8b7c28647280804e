"""The frozen kernel is among the kernels

The kernels are chosen by their name alone, and the features' kernel is no nnx.Param. Ask for the type as well: nnx.All(nnx.Param, ...)."""

import jax
from flax import nnx

kernel = nnx.PathContains("kernel")


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
