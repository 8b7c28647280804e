"""The rngs are not split

An nnx.Rngs with one key has no axis over which nnx.vmap could map. Split it: nnx.split_rngs(splits=depth)."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        @nnx.vmap(in_axes=0, out_axes=0)
        def make(rngs):
            return Block(features, rngs=rngs)

        self.layers = make(rngs)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
