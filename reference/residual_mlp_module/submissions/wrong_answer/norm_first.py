"""The normalization comes first

The input is normalized, and the output is not. The nnx.LayerNorm comes after the last layer."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = self.norm(x)
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return y
