"""Every step uses the first block

One block is used in all steps. Scan over the blocks, so that each step gets its own."""

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
        graphdef, state = nnx.split(self.layers)
        first = nnx.merge(graphdef, jax.tree.map(lambda p: p[0], state))

        def step(x, _):
            x = first(x)
            return x, x

        return jax.lax.scan(step, x, state)
