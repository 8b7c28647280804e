"""Some variables fit no filter

nnx.split puts every variable somewhere. Let ... be the last filter, for the rest."""

import jax
from flax import nnx

kernel = nnx.All(nnx.Param, nnx.PathContains("kernel"))


def take_apart(model):
    graphdef, kernels, others, statistics = nnx.split(model, kernel, nnx.Param, nnx.BatchStat)
    rest = nnx.State({})
    return graphdef, kernels, others, statistics, rest


def call(graphdef, kernels, others, statistics, rest, x):
    model = nnx.merge(graphdef, kernels, others, statistics, rest)
    output = model(x)
    _, _, _, statistics, rest = take_apart(model)
    return output, statistics, rest
