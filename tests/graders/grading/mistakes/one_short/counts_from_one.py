"""Counts layers from one up to, but without, the last."""

from flax import nnx


def build(inputs, count, features, rngs):
    layers = nnx.List([])
    while len(layers) < count:
        layers.append(nnx.Linear(features if len(layers) else inputs, features, rngs=rngs))
    return layers


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers)
    total = int(num_old_layers + num_extra_layers)
    small = build(len(x), old, int(features), nnx.Rngs(int(seed)))
    big = build(len(x), total, int(features), nnx.Rngs(int(seed + 1000)))
    for number in range(1, old):
        nnx.update(big[number - 1], nnx.state(small[number - 1]))
    y = x
    for layer in big:
        y = layer(y)
    return y
