"""Scans over the state of the blocks."""

import jax
from flax import nnx
from given import Block


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        make = nnx.vmap(lambda rngs: Block(features, rngs=rngs), in_axes=0, out_axes=0)
        self.layers = make(rngs.split(depth))

    def __call__(self, x):
        graphdef, state = nnx.split(self.layers)

        def step(x, state):
            x = nnx.merge(graphdef, state)(x)
            return x, x

        return jax.lax.scan(step, x, state)
