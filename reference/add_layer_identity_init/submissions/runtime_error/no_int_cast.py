"""A float stands where an integer is needed

The numbers arrive as floats, and range(), nnx.Rngs and nnx.Linear take integers. Convert them with int() first."""

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
            x = nnx.relu(layer(x))
        return x


def add_layer_identity_init(seed, x, num_old_layers, num_extra_layers, features):
    seed = seed
    n_old = num_old_layers
    n_extra = num_extra_layers
    small = MLP(x.shape[-1], n_old, features, nnx.Rngs(seed))
    big = MLP(x.shape[-1], n_old + n_extra, features, nnx.Rngs(seed + 1000))
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    for i in range(n_old, n_old + n_extra):
        big.layers[i].kernel[...] = jnp.eye(features)
        big.layers[i].bias[...] = jnp.zeros(features)
    return big(x), nnx.state(big)
