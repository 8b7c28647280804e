"""Splits each block, and gives its state to jax.checkpoint."""

import jax
from flax import nnx


def forward(blocks, x):
    for block in blocks:
        graphdef, state = nnx.split(block)

        @jax.checkpoint
        def through(state, x, graphdef=graphdef):
            return nnx.merge(graphdef, state)(x)

        x = through(state, x)
    return x
