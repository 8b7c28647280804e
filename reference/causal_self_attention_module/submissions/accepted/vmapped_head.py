"""Writes one head of one sequence, and maps it."""

import jax
import jax.numpy as jnp
from flax import nnx


def attend(q, k, v):
    scores = q @ k.T / jnp.sqrt(q.shape[-1])
    seen = jnp.tril(jnp.exp(scores - scores.max(axis=-1, keepdims=True)))
    return seen @ v / seen.sum(axis=-1, keepdims=True)


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        q, k, v = jnp.split(self.qkv(x), 3, axis=-1)
        q, k, v = (y.reshape(*y.shape[:2], self.heads, -1) for y in (q, k, v))
        heads = jax.vmap(jax.vmap(attend, in_axes=1, out_axes=1))(q, k, v)
        return self.output(heads.reshape(x.shape))
