"""A parameter of the constructor has another name

The constructor is called as ResidualMLP(features=..., depth=..., rngs=...): its parameters need these names."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, num_layers, *, rngs):
        layers = []
        for _ in range(num_layers):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
