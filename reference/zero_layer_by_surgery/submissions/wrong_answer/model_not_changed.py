"""The model is not changed

Nothing has changed in the model. kernel = ... only gives a name to a new array, and jax.tree.map, nnx.split and nnx.clone make something new. Assign to the parameter, layer.kernel[...] = ..., or write a changed state back with nnx.update(model, state)."""

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
    kernel, bias = layer.kernel[...], layer.bias[...]
    kernel = jnp.zeros_like(kernel)
    bias = jnp.zeros_like(bias)
    after = model(x)
    return before, after, nnx.state(model)
