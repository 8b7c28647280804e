"""Filters by a function of path and variable, and splits again after the call."""

from flax import nnx


def is_kernel(path, variable):
    return path[-1] == "kernel" and variable.type is nnx.Param


FILTERS = (is_kernel, nnx.Param, nnx.BatchStat, True)


def take_apart(model):
    return nnx.split(model, *FILTERS)


def call(graphdef, *states_and_x):
    *states, x = states_and_x
    model = nnx.merge(graphdef, *states)
    output = model(x)
    _, _, _, statistics, rest = nnx.split(model, *FILTERS)
    return output, statistics, rest
