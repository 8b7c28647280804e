"""There is one layer too many

There is one layer more than depth. Where depth is 0, there is none."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth + 1):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
