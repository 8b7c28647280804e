"""The normalization is made before the layers

The nnx.LayerNorm was made before the linear layers, and took the random numbers that the first of them should have. Make it last."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        self.norm = nnx.LayerNorm(features, rngs=rngs)
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
