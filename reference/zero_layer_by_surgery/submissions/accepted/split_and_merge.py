"""Splits the model, replaces leaves in its state by path, and merges a second model."""

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
    graphdef, state = nnx.split(model)
    flat = nnx.to_flat_state(state)
    operated = []
    for path, param in flat:
        if path[:2] == ("layers", index):
            param = param.replace(jnp.zeros_like(param[...]))
        operated.append((path, param))
    operated = nnx.merge(graphdef, nnx.from_flat_state(operated))
    return before, operated(x), nnx.state(operated)
