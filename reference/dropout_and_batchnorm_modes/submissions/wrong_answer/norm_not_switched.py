"""The normalization is not switched

The evaluation drops nothing, and still normalizes with the batch's statistics and moves the running ones. Switch the normalization too: use_running_average=True."""

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
    block.dropout.deterministic = False
    return block(x)


def evaluate(block, x):
    block.dropout.deterministic = True
    return block(x)
