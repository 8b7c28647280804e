"""Each layer has its own nnx.Rngs with the same seed

Every layer got an nnx.Rngs of its own with the same seed, so that layers began with the same numbers. Make one nnx.Rngs for a model, and give it to each of its layers in turn."""

import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, seed):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in if i == 0 else features, features, rngs=nnx.Rngs(seed)))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = nnx.relu(layer(x))
        return x


def add_layer_identity_init(seed, x, num_old_layers, num_extra_layers, features):
    seed = int(seed)
    n_old = int(num_old_layers)
    n_extra = int(num_extra_layers)
    features = int(features)
    small = MLP(x.shape[-1], n_old, features, seed)
    big = MLP(x.shape[-1], n_old + n_extra, features, seed + 1000)
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    for i in range(n_old, n_old + n_extra):
        big.layers[i].kernel[...] = jnp.eye(features)
        big.layers[i].bias[...] = jnp.zeros(features)
    return big(x), nnx.state(big)
