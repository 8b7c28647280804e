"""The layers have other names

The layers are in the state by the names of their attributes: linear, norm and dropout."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.dense = nnx.Linear(inputs, outputs, rngs=rngs)
        self.batch_norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        x = self.dense(x)
        x = self.batch_norm(x)
        x = nnx.relu(x)
        return self.dropout(x)


def train_pass(block, x):
    block.train()
    return block(x)


def evaluate(block, x):
    block.eval()
    return block(x)
