"""Attention with a mask and without."""

import jax.numpy as jnp
from flax import nnx


def program(x):
    attention = nnx.MultiHeadAttention(
        num_heads=2, in_features=4, qkv_features=8, decode=False, rngs=nnx.Rngs(5)
    )
    mask = nnx.make_causal_mask(jnp.ones((1, 3)))
    return attention(x[None], mask=mask), attention(x[None], x[None] * 2)
