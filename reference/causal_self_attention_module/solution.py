"""Self-attention with several heads, in which no token sees a later one."""

import jax
import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    """One layer makes queries, keys and values, and one mixes what the heads gave."""

    def __init__(self, features: int, heads: int, *, rngs: nnx.Rngs) -> None:
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, tokens, features)`."""
        parts = jnp.split(self.qkv(x), 3, axis=-1)
        q, k, v = (part.reshape(*x.shape[:-1], self.heads, -1) for part in parts)
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / jnp.sqrt(q.shape[-1])
        positions = jnp.arange(x.shape[1])
        seen = positions <= positions[:, None]
        weights = jax.nn.softmax(jnp.where(seen, scores, -jnp.inf))
        return self.output(jnp.einsum("bhqk,bkhd->bqhd", weights, v).reshape(x.shape))
