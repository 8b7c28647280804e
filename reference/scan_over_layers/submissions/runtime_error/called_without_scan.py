"""The stacked blocks are called as one

The parameters have an axis too many for a call. Let a scan take it away, step by step."""

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
        return self.layers(x), x
