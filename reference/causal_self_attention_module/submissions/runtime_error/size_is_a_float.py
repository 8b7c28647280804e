"""The size of a head is a float

features / heads is a float, and a shape needs integers. Use //."""

import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        batch, tokens, features = x.shape
        size = features / self.heads
        q, k, v = jnp.split(self.qkv(x), 3, axis=-1)
        q = q.reshape(batch, tokens, self.heads, size)
        k = k.reshape(batch, tokens, self.heads, size)
        v = v.reshape(batch, tokens, self.heads, size)
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / jnp.sqrt(size)
        mask = jnp.tril(jnp.ones((tokens, tokens), dtype=bool))
        scores = jnp.where(mask, scores, -jnp.inf)
        weights = nnx.softmax(scores, axis=-1)
        y = jnp.einsum("bhqk,bkhd->bqhd", weights, v)
        return self.output(y.reshape(batch, tokens, features))
