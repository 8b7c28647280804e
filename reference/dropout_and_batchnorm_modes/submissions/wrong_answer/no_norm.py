"""Nothing is normalized in training

The normalization is not called, or always with use_running_average=True, and its statistics never move. Call it after the linear layer, and leave the mode to the functions."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        x = self.linear(x)
        x = nnx.relu(x)
        return self.dropout(x)


def train_pass(block, x):
    block.train()
    return block(x)


def evaluate(block, x):
    block.eval()
    return block(x)
