"""Nothing is carried

in_axes and out_axes don't both have a carry. x goes from step to step: out_axes=(nnx.Carry, 0)."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        @nnx.split_rngs(splits=depth)
        @nnx.vmap(in_axes=0, out_axes=0)
        def make(rngs):
            return Block(features, rngs=rngs)

        self.layers = make(rngs)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=0)
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
