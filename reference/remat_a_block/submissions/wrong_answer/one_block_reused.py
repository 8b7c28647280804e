"""One block is called again and again

The first block is called in all steps. Each step calls its own."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(blocks[0], x)
    return x
