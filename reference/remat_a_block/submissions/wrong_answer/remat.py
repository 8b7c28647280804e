"""The recomputing is written by hand

The outputs are right, without nnx.remat and jax.checkpoint. They do this for any function."""

import jax
from flax import nnx


@jax.custom_vjp
def through(block, x):
    return block(x)


def keep(block, x):
    return block(x), (block, x)


def again(kept, gradient):
    _, backward = jax.vjp(lambda block, x: block(x), *kept)
    return backward(gradient)


through.defvjp(keep, again)


def forward(blocks, x):
    for block in blocks:
        x = through(block, x)
    return x
