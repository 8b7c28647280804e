"""The block that is rematerialized."""

from flax import nnx


class Block(nnx.Module):
    """A wide layer between two narrow ones, and the input added."""

    def __init__(self, features, hidden, *, rngs):
        self.up = nnx.Linear(features, hidden, rngs=rngs)
        self.down = nnx.Linear(hidden, features, rngs=rngs)

    def __call__(self, x):
        return x + self.down(nnx.tanh(self.up(x)))
