"""The layer is filled with ones

The layer was filled with ones. Fill it with zeros: jnp.zeros_like."""

import jax
import jax.numpy as jnp
from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, rngs):
        self.embed = nnx.Linear(d_in, features, rngs=rngs)
        self.layers = nnx.List([nnx.Linear(features, features, rngs=rngs) for _ in range(n_layers)])

    def __call__(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = x + nnx.relu(layer(x))
        return x


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    features = int(features)
    index = int(index)
    model = ResidualMLP(x.shape[-1], int(num_layers), features, nnx.Rngs(int(seed)))
    before = model(x)
    layer = model.layers[index]
    layer.kernel[...] = jnp.ones((features, features))
    layer.bias[...] = jnp.ones(features)
    after = model(x)
    return before, after, nnx.state(model)
