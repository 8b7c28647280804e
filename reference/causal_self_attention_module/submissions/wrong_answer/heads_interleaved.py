"""The heads get every other number

A head gets numbers that are far apart. The first head gets the first numbers, and so on: reshape to (batch, tokens, heads, size)."""

import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        batch, tokens, features = x.shape
        size = features // self.heads
        q, k, v = jnp.split(self.qkv(x), 3, axis=-1)
        q = q.reshape(batch, tokens, size, self.heads).swapaxes(2, 3)
        k = k.reshape(batch, tokens, size, self.heads).swapaxes(2, 3)
        v = v.reshape(batch, tokens, size, self.heads).swapaxes(2, 3)
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / jnp.sqrt(size)
        mask = jnp.tril(jnp.ones((tokens, tokens), dtype=bool))
        scores = jnp.where(mask, scores, -jnp.inf)
        weights = nnx.softmax(scores, axis=-1)
        y = jnp.einsum("bhqk,bkhd->bqdh", weights, v)
        return self.output(y.reshape(batch, tokens, features))
