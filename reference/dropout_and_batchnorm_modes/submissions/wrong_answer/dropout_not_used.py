"""Nothing is dropped in training

The dropout is not called, or always with deterministic=True. Call it last, and leave the mode to the functions."""

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
        return x


def train_pass(block, x):
    block.train()
    return block(x)


def evaluate(block, x):
    block.eval()
    return block(x)
