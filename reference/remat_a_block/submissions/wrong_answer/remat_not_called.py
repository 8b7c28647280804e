"""Nothing is rematerialized

The blocks are called as they are, so that their activations are kept. Call the function that nnx.remat gives: nnx.remat(through)(block, x)."""

import jax
import jax.numpy as jnp
from flax import nnx


def through(block, x):
    return block(x)


def forward(blocks, x):
    for block in blocks:
        nnx.remat(through)
        x = through(block, x)
    return x
