"""Queries, keys and values have a layer each

Three layers draw other random numbers than one of three times the size. Make one layer, and split what it gives."""

import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.q = nnx.Linear(features, features, rngs=rngs)
        self.k = nnx.Linear(features, features, rngs=rngs)
        self.v = nnx.Linear(features, features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        batch, tokens, features = x.shape
        size = features // self.heads
        q, k, v = self.q(x), self.k(x), self.v(x)
        q = q.reshape(batch, tokens, self.heads, size)
        k = k.reshape(batch, tokens, self.heads, size)
        v = v.reshape(batch, tokens, self.heads, size)
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / jnp.sqrt(size)
        mask = jnp.tril(jnp.ones((tokens, tokens), dtype=bool))
        scores = jnp.where(mask, scores, -jnp.inf)
        weights = nnx.softmax(scores, axis=-1)
        y = jnp.einsum("bhqk,bkhd->bqhd", weights, v)
        return self.output(y.reshape(batch, tokens, features))
