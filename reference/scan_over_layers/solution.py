"""Layers that are made by vmap and gone through by scan."""

import jax
from flax import nnx
from given import Block


class Deep(nnx.Module):
    """`depth` blocks, one after the other, with their parameters stacked."""

    def __init__(self, features: int, depth: int, *, rngs: nnx.Rngs) -> None:
        @nnx.split_rngs(splits=depth)
        @nnx.vmap
        def make(rngs: nnx.Rngs) -> Block:
            return Block(features, rngs=rngs)

        self.layers = make(rngs)

    def __call__(self, x: jax.Array) -> tuple[jax.Array, jax.Array]:
        """The output, of shape `(batch, features)`, and those of all blocks, stacked."""

        @nnx.scan
        def through(x: jax.Array, layer: Block) -> tuple[jax.Array, jax.Array]:
            x = layer(x)
            return x, x

        return through(x, self.layers)
