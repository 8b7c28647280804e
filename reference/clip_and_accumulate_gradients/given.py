"""The model that is trained."""

from flax import nnx


class Model(nnx.Module):
    """Two linear layers with tanh between them."""

    def __init__(self, inputs, hidden, *, rngs):
        self.hidden = nnx.Linear(inputs, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, 1, rngs=rngs)

    def __call__(self, x):
        return self.output(nnx.tanh(self.hidden(x)))
