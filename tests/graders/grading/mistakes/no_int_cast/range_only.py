"""Casts the seed and the width, and forgets the counts."""

from flax import nnx


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed, features = int(seed), int(features)

    def stack(count, rngs):
        layers, size = [], x.shape[-1]
        for _ in range(count):
            layers.append(nnx.Linear(size, features, rngs=rngs))
            size = features
        return layers

    small = stack(num_old_layers, nnx.Rngs(seed))
    big = stack(num_old_layers + num_extra_layers, nnx.Rngs(seed + 1000))
    for a, b in zip(small, big):
        b.kernel[...], b.bias[...] = a.kernel[...], a.bias[...]
    for layer in big:
        x = layer(x)
    return x
