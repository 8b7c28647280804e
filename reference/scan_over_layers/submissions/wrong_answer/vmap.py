"""The blocks are made one by one

The blocks are made in a loop, and stacked afterwards. Let nnx.vmap or jax.vmap make them at once."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        keys = jax.random.split(rngs.params(), depth)
        blocks = [Block(features, rngs=nnx.Rngs(key)) for key in keys]
        self.layers = jax.tree.map(lambda *p: jnp.stack(p), *blocks)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
