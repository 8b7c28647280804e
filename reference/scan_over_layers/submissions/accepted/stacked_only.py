"""Stacks the activations alone, and takes the last of them."""

from flax import nnx
from given import Block


@nnx.scan(in_axes=(nnx.Carry, 0), out_axes=(nnx.Carry, 0), unroll=2)
def through(x, block):
    x = block(x)
    return x, x


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        @nnx.vmap(in_axes=0, out_axes=0)
        def make(key):
            return Block(features, rngs=nnx.Rngs(params=key))

        self.layers = make(rngs.params.split(depth).key[...])

    def __call__(self, x):
        _, activations = through(x, self.layers)
        return activations[-1], activations
