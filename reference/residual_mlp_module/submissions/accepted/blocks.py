"""Each layer is a module of its own, and nnx.Sequential joins them."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, features, rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        return nnx.relu(self.linear(x)) + x


class ResidualMLP(nnx.Module):
    def __init__(self, features, depth, rngs):
        blocks = [Block(features, rngs) for _ in range(depth)]
        self.all = nnx.Sequential(*blocks, nnx.LayerNorm(features, rngs=rngs))

    def __call__(self, x):
        return self.all(x)
