"""The layers are called in reverse order

The layer that was made last is called first. Call them in the order in which they were made."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in reversed(list(self.layers)):
            y = y + nnx.relu(layer(y))
        return self.norm(y)
