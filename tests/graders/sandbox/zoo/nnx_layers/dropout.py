"""Dropout, by turns on and off, with streams of its own."""

from flax import nnx


def program(x):
    dropout = nnx.Dropout(0.5, rngs=nnx.Rngs(dropout=4))
    first, second = dropout(x), dropout(x)
    off = dropout(x, deterministic=True)
    shared = nnx.Dropout(0.25, broadcast_dims=(0,), rngs=nnx.Rngs(9))(x)
    return first, second, off, shared, dropout.rngs.count[...]
