"""The keys are drawn in turn

Each block draws its own key from rngs. One key is split into depth: nnx.split_rngs(splits=depth)."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        blocks = [Block(features, rngs=rngs) for _ in range(depth)]
        self.layers = jax.tree.map(lambda *p: jnp.stack(p), *blocks)

    def __call__(self, x):
        @nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0))
        def through(x, block):
            x = block(x)
            return x, x

        return through(x, self.layers)
