"""Only the last token's logits are returned

The logits of the last token are returned. Return those of all tokens, of shape (batch, length, vocabulary)."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens) * jnp.sqrt(self.features)
        x = nnx.tanh(self.hidden(x))
        return x[:, -1:] @ self.embed.embedding[...].T
