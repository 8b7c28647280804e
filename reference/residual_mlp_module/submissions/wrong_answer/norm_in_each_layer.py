"""Every layer is followed by the normalization

The sum is normalized after every layer. There is one normalization, after the last."""

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
            y = self.norm(y + nnx.relu(layer(y)))
        return y
