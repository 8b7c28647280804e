"""The layers are in a plain Python list

The layers are in a plain Python list, in which NNX does not look for modules. Wrap it: self.layers = nnx.List([...])."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = []
        for _ in range(depth):
            layers.append(nnx.Linear(features, features, rngs=rngs))
        self.layers = layers
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
