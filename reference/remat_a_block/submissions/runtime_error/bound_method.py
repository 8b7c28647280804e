"""nnx.remat gets a bound method

nnx.remat refuses a bound method. Apply it to a function that takes the block as an argument."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = nnx.remat(block.__call__)(x)
    return x
