"""Blocks whose activations are computed again for the backward pass."""

from collections.abc import Iterable

import jax
from flax import nnx
from given import Block


@nnx.remat
def _through(block: Block, x: jax.Array) -> jax.Array:
    return block(x)


def forward(blocks: Iterable[Block], x: jax.Array) -> jax.Array:
    """What the last block gives, of shape `(batch, features)`."""
    for block in blocks:
        x = _through(block, x)
    return x
