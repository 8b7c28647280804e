"""Counts the layers from one, and stops in time."""

from flax import nnx


def chain(n_in, width, depth, rngs):
    widths = [n_in, *[width] * depth]
    return nnx.List([nnx.Linear(widths[i], widths[i + 1], rngs=rngs) for i in range(depth)])


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers)
    small = chain(x.shape[-1], int(features), old, nnx.Rngs(int(seed)))
    big = chain(x.shape[-1], int(features), old + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    number = 1
    while number < old:
        nnx.update(big[number], nnx.state(small[number], nnx.Param))
        number += 1
    for layer in big:
        x = layer(x)
    return x
