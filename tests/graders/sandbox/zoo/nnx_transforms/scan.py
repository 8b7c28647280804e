"""A stack of layers as a scan over their parameters."""

from flax import nnx


class Block(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.3, rngs=rngs)

    def __call__(self, v):
        return self.dropout(nnx.relu(self.linear(v)))


def program(x):
    make = nnx.split_rngs(splits=3)(nnx.vmap(Block, in_axes=(0,), out_axes=0))
    blocks = make(nnx.Rngs(3, dropout=4))

    @nnx.scan(in_axes=(0, nnx.Carry), out_axes=nnx.Carry)
    def forward(block, v):
        return block(v)

    return forward(blocks, x), forward(blocks, x * 2)
