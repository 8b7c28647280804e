"""The layer that the network has many times."""

from flax import nnx


class Block(nnx.Module):
    """A linear layer, a tanh, and the input added."""

    def __init__(self, features, *, rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        return x + nnx.tanh(self.linear(x))
