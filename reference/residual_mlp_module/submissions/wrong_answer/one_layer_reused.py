"""One layer is used several times

The layers are one layer, used several times: [layer] * n repeats the same object. Make a new nnx.Linear for each."""

from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        layers = [nnx.Linear(features, features, rngs=rngs)] * depth
        self.layers = nnx.List(layers)
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + nnx.relu(layer(y))
        return self.norm(y)
