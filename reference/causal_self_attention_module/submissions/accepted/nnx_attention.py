"""Uses the function and the mask of NNX."""

import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, rngs):
        self.heads = heads
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.out = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        shape = (*x.shape[:2], self.heads, x.shape[2] // self.heads)
        q, k, v = (part.reshape(shape) for part in jnp.split(self.qkv(x), 3, axis=-1))
        mask = nnx.make_causal_mask(jnp.zeros(x.shape[:2]))
        return self.out(nnx.dot_product_attention(q, k, v, mask=mask).reshape(x.shape))
