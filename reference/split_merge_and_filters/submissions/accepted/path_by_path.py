"""Sorts the variables by hand, and updates the states with what the call changed."""

from flax import nnx


def take_apart(model):
    graphdef, state = nnx.split(model)
    parts = ([], [], [], [])
    for path, variable in nnx.to_flat_state(state):
        if isinstance(variable, nnx.Param):
            place = 0 if path[-1] == "kernel" else 1
        else:
            place = 2 if isinstance(variable, nnx.BatchStat) else 3
        parts[place].append((path, variable))
    return graphdef, *(nnx.from_flat_state(part) for part in parts)


def call(graphdef, kernels, others, statistics, rest, x):
    graphdef, state = nnx.split(nnx.merge(graphdef, kernels, others, statistics, rest))
    output, (_, state) = nnx.call((graphdef, state))(x)
    model = nnx.merge(graphdef, state)
    parts = take_apart(model)
    return output, parts[3], parts[4]
