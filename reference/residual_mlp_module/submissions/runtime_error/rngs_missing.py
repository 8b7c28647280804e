"""nnx.Linear gets no rngs

nnx.Linear was not given any random numbers to begin with. Pass rngs=rngs to it, by name."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features))
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
