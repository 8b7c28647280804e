"""The blocks are gone through by a loop

A Python loop makes each block a part of the program. Let nnx.scan or jax.lax.scan go through them."""

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
        activations = []
        for index in range(len(self.layers.linear.bias[...])):
            x = nnx.merge(graphdef, jax.tree.map(lambda p: p[index], state))(x)
            activations.append(x)
        return x, jnp.stack(activations)
