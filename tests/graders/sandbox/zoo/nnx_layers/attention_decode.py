"""Attention that decodes step by step with its cache."""

from flax import nnx


def program(x):
    attention = nnx.MultiHeadAttention(num_heads=2, in_features=4, decode=True, rngs=nnx.Rngs(6))
    attention.init_cache((1, 3, 4))
    steps = [attention(x[None, i : i + 1]) for i in range(3)]
    return steps, nnx.state(attention, nnx.Cache)
