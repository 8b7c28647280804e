"""The last block is left out

The last block is not called. Go through all of them."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in list(blocks)[:-1]:
        x = through(block, x)
    return x
