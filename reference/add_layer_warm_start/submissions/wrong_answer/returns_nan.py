"""The output is NaN

The output is NaN, because something was divided by zero. A new layer's bias is all zeros, and needs no rescaling."""

import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, rngs):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in if i == 0 else features, features, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed = int(seed)
    n_old = int(num_old_layers)
    n_extra = int(num_extra_layers)
    features = int(features)
    small = MLP(x.shape[-1], n_old, features, nnx.Rngs(seed))
    big = MLP(x.shape[-1], n_old + n_extra, features, nnx.Rngs(seed + 1000))
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    # start the new layers with biases of unit length
    for i in range(n_old, n_old + n_extra):
        bias = big.layers[i].bias[...]
        big.layers[i].bias[...] = bias / jnp.linalg.norm(bias)
    return big(x)
