"""The blocks are in a list

An nnx.List of blocks is no block that could be called. Make the blocks with nnx.vmap, which stacks their parameters in one."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        self.layers = nnx.List([Block(features, rngs=rngs) for _ in range(depth)])

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
