"""The ReLU is taken before the layer

The ReLU is taken of the layer's input. It is for its output: nnx.relu(layer(x))."""

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
            y = y + layer(nnx.relu(y))
        return self.norm(y)
