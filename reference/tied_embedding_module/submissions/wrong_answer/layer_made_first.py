"""The linear layer is made before the embedding

The linear layer took the random numbers that the embedding should have. Make the embedding first."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens) * jnp.sqrt(self.features)
        x = nnx.tanh(self.hidden(x))
        return x @ self.embed.embedding[...].T
