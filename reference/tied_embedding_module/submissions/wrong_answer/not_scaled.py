"""The rows are not scaled

The embedding's rows go into the layer as they are. Multiply them by the square root of features."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens)
        x = nnx.tanh(self.hidden(x))
        return x @ self.embed.embedding[...].T
