"""Passes the mode to the layers at the call."""

import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x, evaluating=False):
        x = self.norm(self.linear(x), use_running_average=evaluating)
        return self.dropout(jnp.maximum(x, 0), deterministic=evaluating)


def train_pass(block, x):
    return block(x, evaluating=False)


def evaluate(block, x):
    return block(x, evaluating=True)
