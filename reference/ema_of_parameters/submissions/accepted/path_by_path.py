"""Goes through the parameters path by path."""

from flax import nnx


def init(model):
    flat = nnx.to_flat_state(nnx.state(model, nnx.Param))
    return nnx.from_flat_state([(path, nnx.Param(variable[...])) for path, variable in flat])


def update(average, model, decay):
    old = dict(nnx.to_flat_state(average))
    moved = []
    for path, variable in nnx.to_flat_state(nnx.state(model, nnx.Param)):
        value = old[path][...]
        moved.append((path, nnx.Param(value + (1 - decay) * (variable[...] - value))))
    return nnx.from_flat_state(moved)
