"""Calls views of the block, which itself keeps its mode."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.relu(self.norm(self.linear(x))))


def in_mode(block, evaluating):
    return nnx.view(block, deterministic=evaluating, use_running_average=evaluating)


def train_pass(block, x):
    return in_mode(block, False)(x)


def evaluate(block, x):
    return in_mode(block, True)(x)
