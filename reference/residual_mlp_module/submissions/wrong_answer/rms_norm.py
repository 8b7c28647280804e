"""The mean is not subtracted in the normalization

nnx.RMSNorm divides by the root of the mean square, and leaves the mean where it is. Use nnx.LayerNorm."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = nnx.List(layers)
        self.norm = nnx.RMSNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
