"""nnx.remat gets what the block gave

nnx.remat takes a function, and the block was called already. Apply it to the function, and call what it gives."""

import jax
import jax.numpy as jnp
from flax import nnx


def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = jax.checkpoint(through(block, x))(x)
    return x
