"""The input is added twice

The block adds its input itself. Don't add it again."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.remat
def through(block, x):
    return x + block(x)


def forward(blocks, x):
    for block in blocks:
        x = through(block, x)
    return x
