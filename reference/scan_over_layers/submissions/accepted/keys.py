"""Maps over keys, and scans over the module itself."""

import jax
from flax import nnx
from given import Block


def step(x, block):
    y = block(x)
    return y, y


class Deep(nnx.Module):
    def __init__(self, features, depth, *, rngs):
        keys = jax.random.split(rngs.params(), depth)
        self.layers = jax.vmap(lambda key: Block(features, rngs=nnx.Rngs(key)))(keys)

    def __call__(self, x):
        return jax.lax.scan(step, x, self.layers)
