"""Uses JAX's function for the attention."""

import jax
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.first = nnx.Linear(features, 3 * features, rngs=rngs)
        self.last = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        batch, tokens, features = x.shape
        qkv = self.first(x).reshape(batch, tokens, 3, self.heads, features // self.heads)
        q, k, v = qkv[:, :, 0], qkv[:, :, 1], qkv[:, :, 2]
        y = jax.nn.dot_product_attention(q, k, v, is_causal=True)
        return self.last(y.reshape(batch, tokens, features))
