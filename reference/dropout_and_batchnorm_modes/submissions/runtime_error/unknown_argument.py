"""The block's call takes no such argument

The block is called with an argument that its __call__ does not have. Switch the mode before the call, or give __call__ that parameter."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        x = self.linear(x)
        x = self.norm(x)
        x = nnx.relu(x)
        return self.dropout(x)


def train_pass(block, x):
    return block(x, deterministic=False)


def evaluate(block, x):
    return block(x, deterministic=True)
