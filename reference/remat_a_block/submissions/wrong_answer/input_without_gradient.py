"""The blocks before the last get no gradient

The gradient does not go through the input of the blocks: something stops it on its way. Give the input to nnx.remat as it is."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(block, jax.lax.stop_gradient(x))
    return x
