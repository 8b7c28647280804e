"""The graphdef is called

The graphdef only describes the model. nnx.merge makes the model of it and the states."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics, rest = nnx.split(model, kernel, nnx.Param, nnx.BatchStat, ...)
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = graphdef
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
