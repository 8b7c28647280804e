"""All blocks start with the same parameters

The blocks are made with the same key. Each needs one of its own: nnx.split_rngs(splits=depth)."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        key = rngs.params()

        @nnx.vmap(axis_size=depth, in_axes=None)
        def make(key):
            return Block(features, rngs=nnx.Rngs(key))

        self.layers = make(key)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
