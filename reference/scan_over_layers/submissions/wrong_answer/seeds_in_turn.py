"""The blocks' keys are made of their numbers

The keys do not come from rngs. Split a key of it: nnx.split_rngs(splits=depth)."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        keys = jax.vmap(jax.random.key)(jnp.arange(depth))
        self.layers = jax.vmap(lambda key: Block(features, rngs=nnx.Rngs(key)))(keys)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
