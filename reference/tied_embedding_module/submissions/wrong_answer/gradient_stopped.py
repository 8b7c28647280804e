"""The output gives the embedding no gradient

jax.lax.stop_gradient is applied to the matrix at the output. The embedding learns from both ends."""

import jax
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
        return x @ jax.lax.stop_gradient(self.embed.embedding[...]).T
