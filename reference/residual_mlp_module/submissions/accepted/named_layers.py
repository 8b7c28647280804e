"""Keeps the layers in an nnx.Dict, by name."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, rngs):
        self.depth = depth
        self.parts = nnx.Dict()
        for index in range(depth):
            self.parts[f"linear_{index}"] = nnx.Linear(features, features, rngs=rngs)
        self.parts["norm"] = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        for index in range(self.depth):
            update = self.parts[f"linear_{index}"](x)
            x += nnx.relu(update)
        return self.parts["norm"](x)
