"""The layer's output is scaled, and not its input

The factor comes after the linear layer. It belongs to the rows of the embedding."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens)
        x = nnx.tanh(self.hidden(x) * jnp.sqrt(self.features))
        return x @ self.embed.embedding[...].T
