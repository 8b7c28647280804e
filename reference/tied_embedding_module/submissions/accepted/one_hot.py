"""Looks tokens up by a product with one-hot rows."""

import jax
import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, tokens):
        matrix = self.embed.embedding[...]
        vocabulary, features = matrix.shape
        x = jax.nn.one_hot(tokens, vocabulary) @ matrix
        x = jnp.tanh(self.hidden(jnp.sqrt(features) * x))
        return jnp.einsum("blf,vf->blv", x, matrix)
