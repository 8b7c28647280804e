"""The policy keeps the matrix products

The policy keeps the results of the matrix products, of which one is inside the block. Leave it out."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat(policy=jax.checkpoint_policies.dots_saveable)
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(block, x)
    return x
