"""The normalization is made before the linear layer

Each layer draws keys from rngs when it is made, so that the order decides which. The linear layer comes first."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        x = self.linear(x)
        x = self.norm(x)
        x = nnx.relu(x)
        return self.dropout(x)


def train_pass(block, x):
    block.train()
    return block(x)


def evaluate(block, x):
    block.eval()
    return block(x)
