"""The function gets no block

The function takes the block and its input. Pass both."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(x)
    return x
