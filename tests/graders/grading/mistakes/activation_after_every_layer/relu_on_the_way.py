"""A ReLU after each layer, the last one too."""

import jax
from flax import nnx


class Grown(nnx.Module):
    def __init__(self, n_in, depth, width, rngs):
        self.layers = nnx.List(
            [nnx.Linear(width if i else n_in, width, rngs=rngs) for i in range(depth)]
        )

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old, extra, width = int(num_old_layers), int(num_extra_layers), int(features)
    small = Grown(x.shape[-1], old, width, nnx.Rngs(int(seed)))
    big = Grown(x.shape[-1], old + extra, width, nnx.Rngs(int(seed) + 1000))
    for i in range(old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    for layer in big.layers:
        x = jax.nn.relu(layer(x))
    return x
