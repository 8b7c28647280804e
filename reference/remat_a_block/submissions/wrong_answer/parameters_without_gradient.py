"""The parameters get no gradient

The gradient of the parameters is zero: something stops it on its way. Give the block to nnx.remat as it is."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(jax.lax.stop_gradient(block), x)
    return x
