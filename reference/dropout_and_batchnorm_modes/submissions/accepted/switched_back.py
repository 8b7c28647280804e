"""Sets the attributes, and switches back after the evaluation."""

import jax
from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        for layer in (self.linear, self.norm, jax.nn.relu, self.dropout):
            x = layer(x)
        return x


def train_pass(block, x):
    return block(x)


def evaluate(block, x):
    block.set_attributes(deterministic=True, use_running_average=True)
    output = block(x)
    block.set_attributes(deterministic=False, use_running_average=False)
    return output
