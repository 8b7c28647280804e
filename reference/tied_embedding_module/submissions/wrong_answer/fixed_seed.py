"""The layers are made from another nnx.Rngs

The layers are made from an nnx.Rngs of their own, and not from the one that was given. Pass rngs on."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        rngs = nnx.Rngs(0)
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens) * jnp.sqrt(self.features)
        x = nnx.tanh(self.hidden(x))
        return x @ self.embed.embedding[...].T
