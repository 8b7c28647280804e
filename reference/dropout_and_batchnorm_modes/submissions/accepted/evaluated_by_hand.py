"""Normalizes by hand in the evaluation, row by row."""

import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x):
        return self.dropout(nnx.relu(self.norm(self.linear(x))))


def train_pass(block, x):
    return block(x)


def evaluate(block, x):
    norm = block.norm

    def of_row(row):
        centred = block.linear(row) - norm.mean[...]
        scaled = centred * jax.lax.rsqrt(norm.var[...] + norm.epsilon)
        return nnx.relu(scaled * norm.scale[...] + norm.bias[...])

    return jnp.stack([of_row(row) for row in x])
