"""Computes the block by hand, and names the policy that keeps nothing."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.remat, policy=jax.checkpoint_policies.nothing_saveable)
def through(up, down, x):
    hidden = jnp.tanh(x @ up.kernel[...] + up.bias[...])
    return x + (hidden @ down.kernel[...] + down.bias[...])


def forward(blocks, x):
    if len(blocks) == 0:
        return x
    *before, last = blocks
    return through(last.up, last.down, forward(before, x))
