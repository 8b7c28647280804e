"""The dropout is not switched off

The evaluation uses the running statistics, and still drops units. Switch the dropout too: deterministic=True."""

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
    block.norm.use_running_average = False
    return block(x)


def evaluate(block, x):
    block.norm.use_running_average = True
    return block(x)
