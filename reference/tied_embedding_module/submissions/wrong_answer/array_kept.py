"""The output uses the embedding as it once was

The constructor keeps the embedding's array, which gets no gradient and is not trained. Read self.embed.embedding[...] in the call."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features
        self.output = self.embed.embedding[...].T

    def __call__(self, tokens):
        x = self.embed(tokens) * jnp.sqrt(self.features)
        x = nnx.tanh(self.hidden(x))
        return x @ self.output
